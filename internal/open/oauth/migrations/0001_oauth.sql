CREATE TABLE oauth_code (
  hash       TEXT   PRIMARY KEY,
  kind       TEXT   NOT NULL,             -- user, merchant
  app        TEXT   NOT NULL,
  usr        TEXT   NOT NULL,             -- who agreed
  merchant   TEXT   NOT NULL,             -- for kind merchant
  auth_app   TEXT   NOT NULL,             -- for kind merchant: the app that stands for it
  scopes     TEXT   NOT NULL,             -- comma between
  expires_at BIGINT NOT NULL,
  grant_id   TEXT   NOT NULL DEFAULT ''   -- what came of it, once it was used
);
CREATE TABLE oauth_grant (
  id         TEXT   PRIMARY KEY,
  kind       TEXT   NOT NULL,
  app        TEXT   NOT NULL,
  usr        TEXT   NOT NULL,
  merchant   TEXT   NOT NULL,
  auth_app   TEXT   NOT NULL,
  scopes     TEXT   NOT NULL,
  access     TEXT   NOT NULL UNIQUE,      -- hash of the token in force
  refresh    TEXT   NOT NULL UNIQUE,      -- hash of the token in force
  access_at  BIGINT NOT NULL,             -- ends
  refresh_at BIGINT NOT NULL,             -- ends
  started_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX oauth_grant_user ON oauth_grant (usr, app, kind);
CREATE INDEX oauth_grant_merchant ON oauth_grant (merchant, app) WHERE merchant <> '';
CREATE TABLE oauth_spent (
  hash       TEXT   PRIMARY KEY,          -- a refresh token that was used
  grant_id   TEXT   NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE TABLE oauth_withdrawn (
  app        TEXT   NOT NULL,
  at         BIGINT NOT NULL,
  usr        TEXT   NOT NULL,
  scopes     TEXT   NOT NULL,
  PRIMARY KEY (app, at, usr)
);
