CREATE TABLE identity_user (
  id         TEXT   PRIMARY KEY,
  state      TEXT   NOT NULL,             -- active, frozen, erased
  phone      TEXT   UNIQUE,               -- blind index; null once erased
  phone_box  BYTEA  NOT NULL,             -- sealed under data_key
  data_key   BYTEA  NOT NULL,             -- wrapped; destroying it erases the person
  name_box   BYTEA  NOT NULL,
  avatar     TEXT   NOT NULL,             -- seed of a drawn picture
  language   TEXT   NOT NULL,
  theme      TEXT   NOT NULL,
  text_size  TEXT   NOT NULL,
  created_at BIGINT NOT NULL              -- Unix microseconds, as all times here
);
CREATE TABLE identity_code (
  phone        TEXT   PRIMARY KEY,        -- blind index: a code may be for nobody yet
  version      BIGINT NOT NULL,
  mac          BYTEA  NOT NULL,
  expires_at   BIGINT NOT NULL,
  wrong        BIGINT NOT NULL,           -- outlives the code: a new one gives no new tries
  locked_until BIGINT NOT NULL
);
CREATE TABLE identity_device (
  id         TEXT   PRIMARY KEY,
  owner      TEXT   NOT NULL REFERENCES identity_user (id),
  hash       TEXT   NOT NULL UNIQUE,      -- SHA-256 of its token
  name       TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL
);
CREATE INDEX identity_device_owner ON identity_device (owner, seen_at DESC);
CREATE TABLE identity_session (
  id         TEXT   PRIMARY KEY,
  owner      TEXT   NOT NULL REFERENCES identity_user (id),
  device     TEXT   NOT NULL REFERENCES identity_device (id),
  hash       TEXT   NOT NULL UNIQUE,      -- SHA-256 of its token
  method     TEXT   NOT NULL,             -- code, passkey
  merchant   TEXT   NOT NULL,             -- acted for, when chosen
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL              -- 0: not ended
);
CREATE INDEX identity_session_owner ON identity_session (owner, seen_at DESC);
CREATE TABLE identity_role (
  owner    TEXT   NOT NULL REFERENCES identity_user (id),
  role     TEXT   NOT NULL,
  merchant TEXT   NOT NULL,               -- empty: not tied to one
  at       BIGINT NOT NULL,
  PRIMARY KEY (owner, role, merchant)
);
CREATE TABLE identity_pin (
  owner        TEXT   PRIMARY KEY REFERENCES identity_user (id),
  version      BIGINT NOT NULL,           -- of the keyring's pepper
  salt         BYTEA  NOT NULL,
  hash         BYTEA  NOT NULL,
  wrong        BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  changed_at   BIGINT NOT NULL
);
CREATE TABLE identity_passkey (
  id         TEXT   PRIMARY KEY,          -- credential id, base64url
  owner      TEXT   NOT NULL REFERENCES identity_user (id),
  name       TEXT   NOT NULL,
  credential TEXT   NOT NULL,             -- JSON
  created_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL
);
CREATE INDEX identity_passkey_owner ON identity_passkey (owner);
CREATE TABLE identity_ceremony (
  id         TEXT   PRIMARY KEY,
  kind       TEXT   NOT NULL,             -- register, signin, stepup
  owner      TEXT   NOT NULL,             -- empty at sign-in
  want       TEXT   NOT NULL,             -- what a step-up is bound to
  data       TEXT   NOT NULL,             -- JSON
  expires_at BIGINT NOT NULL
);
CREATE INDEX identity_ceremony_expires ON identity_ceremony (expires_at);
CREATE TABLE identity_proof (
  hash       TEXT   PRIMARY KEY,          -- SHA-256 of its token
  owner      TEXT   NOT NULL,
  method     TEXT   NOT NULL,             -- pin, passkey
  want       TEXT   NOT NULL,             -- empty: any
  expires_at BIGINT NOT NULL,
  spent_at   BIGINT NOT NULL              -- 0: not spent
);
CREATE INDEX identity_proof_expires ON identity_proof (expires_at);
CREATE TABLE identity_outbox (
  id    TEXT   PRIMARY KEY,
  phone TEXT   NOT NULL,                  -- in the clear: filled by a demo only
  code  TEXT   NOT NULL,
  at    BIGINT NOT NULL
);
