CREATE TABLE client_app (
  id         TEXT    PRIMARY KEY,            -- 16 digits that begin with 2021
  owner      TEXT    NOT NULL,               -- the developer: a user id
  merchant   TEXT    NOT NULL DEFAULT '',    -- whose money the app handles when it speaks for itself
  name       TEXT    NOT NULL,
  kind       TEXT    NOT NULL,               -- own, isv, mini
  state      TEXT    NOT NULL,               -- online, paused, deleted
  sandbox    BOOLEAN NOT NULL,
  products   TEXT    NOT NULL DEFAULT '',    -- space between
  redirects  TEXT    NOT NULL DEFAULT '[]',  -- JSON array of URLs
  notify_url TEXT    NOT NULL DEFAULT '',
  aes_key    BYTEA,                          -- the wrapped data key …
  aes_box    BYTEA,                          -- … under which the content key is sealed
  signer     BIGINT  NOT NULL,               -- version of the platform key that signs for it
  rev        BIGINT  NOT NULL DEFAULT 1,
  created_at BIGINT  NOT NULL,
  changed_at BIGINT  NOT NULL
);
CREATE INDEX client_app_owner ON client_app (owner, created_at, id);
CREATE INDEX client_app_merchant ON client_app (merchant, id);
CREATE TABLE client_key (
  app        TEXT   NOT NULL REFERENCES client_app (id),
  version    BIGINT NOT NULL,
  sn         TEXT   NOT NULL,                -- of the certificate; empty in key mode
  pem        TEXT   NOT NULL,                -- the public key, or the certificate
  not_before BIGINT NOT NULL,
  not_after  BIGINT NOT NULL,                -- moved forward when the next version comes
  PRIMARY KEY (app, version)
);
CREATE TABLE client_platform (
  kind       TEXT   NOT NULL,                -- root, sign
  version    BIGINT NOT NULL,
  sn         TEXT   NOT NULL UNIQUE,
  cert       TEXT   NOT NULL,
  wrapped    BYTEA  NOT NULL,                -- the data key under the keyring
  box        BYTEA  NOT NULL,                -- the private key under the data key
  not_before BIGINT NOT NULL,
  not_after  BIGINT NOT NULL,
  PRIMARY KEY (kind, version)
);
