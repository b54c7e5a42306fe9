CREATE TABLE consent_grant (            -- what holds now
  owner   TEXT   NOT NULL,
  app     TEXT   NOT NULL,
  scope   TEXT   NOT NULL,
  version BIGINT NOT NULL,              -- of the text that was agreed to
  at      BIGINT NOT NULL,              -- Unix microseconds
  PRIMARY KEY (owner, app, scope)
);
CREATE TABLE consent_entry (            -- what happened; only ever added to
  id      TEXT   PRIMARY KEY,
  owner   TEXT   NOT NULL,
  app     TEXT   NOT NULL,
  scope   TEXT   NOT NULL,
  act     TEXT   NOT NULL,              -- granted, withdrawn
  version BIGINT NOT NULL,
  channel TEXT   NOT NULL,              -- where it was said: consumer, oauth, mini
  at      BIGINT NOT NULL
);
CREATE INDEX consent_entry_owner ON consent_entry (owner, at DESC, id DESC);
CREATE TABLE consent_pairwise (
  app     TEXT   NOT NULL,
  owner   TEXT   NOT NULL,
  user_id TEXT   NOT NULL UNIQUE,       -- 2088 and 12 digits
  open_id TEXT   NOT NULL UNIQUE,
  PRIMARY KEY (app, owner)
);
CREATE TABLE consent_union (
  developer TEXT NOT NULL,
  owner     TEXT NOT NULL,
  union_id  TEXT NOT NULL UNIQUE,
  PRIMARY KEY (developer, owner)
);
