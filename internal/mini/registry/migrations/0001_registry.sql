-- A program, one row per app. Whoever moves one of its versions raises turn first,
-- so that one move comes after the other; seq rises when what is served changes.
CREATE TABLE registry_program (
  app     TEXT    NOT NULL PRIMARY KEY,
  turn    BIGINT  NOT NULL DEFAULT 0,
  seq     BIGINT  NOT NULL DEFAULT 0,
  stopped BOOLEAN NOT NULL DEFAULT FALSE,  -- the kill switch
  reason  TEXT    NOT NULL DEFAULT ''
);
-- Ed25519 keys with which developers sign packages.
CREATE TABLE registry_key (
  app      TEXT   NOT NULL,
  public   TEXT   NOT NULL,                -- base64
  by_user  TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (app, public)
);
-- What is in a package never changes: its hash is that of the list of its files.
CREATE TABLE registry_package (
  hash      TEXT   NOT NULL PRIMARY KEY,
  app       TEXT   NOT NULL,               -- that it was made for
  size      BIGINT NOT NULL,
  signature TEXT   NOT NULL,               -- the developer's, base64
  at        BIGINT NOT NULL
);
CREATE TABLE registry_file (
  package TEXT   NOT NULL,
  path    TEXT   NOT NULL,
  size    BIGINT NOT NULL,
  hash    TEXT   NOT NULL,
  PRIMARY KEY (package, path)
);
CREATE INDEX registry_file_hash ON registry_file (hash);
CREATE TABLE registry_blob (
  hash TEXT  NOT NULL PRIMARY KEY,         -- SHA-256 of the data: what is the same is kept once
  data BYTEA NOT NULL
);
CREATE TABLE registry_finding (
  package TEXT   NOT NULL,
  n       BIGINT NOT NULL,
  kind    TEXT   NOT NULL,
  entry   TEXT   NOT NULL,
  detail  TEXT   NOT NULL,
  PRIMARY KEY (package, n)
);
CREATE TABLE registry_version (
  id           TEXT    NOT NULL PRIMARY KEY,
  app          TEXT    NOT NULL,
  name         TEXT    NOT NULL,           -- "1.2.3"
  code         BIGINT  NOT NULL,           -- rises with it
  package      TEXT    NOT NULL,           -- never changes: what is reviewed is what is served
  template     TEXT    NOT NULL,           -- "app version" that it was made of; '': uploaded
  ext          TEXT    NOT NULL,
  status       TEXT    NOT NULL,
  by_whom      TEXT    NOT NULL,
  at           BIGINT  NOT NULL,
  moved_at     BIGINT  NOT NULL,
  description  TEXT    NOT NULL DEFAULT '',
  memo         TEXT    NOT NULL DEFAULT '',
  auto         BOOLEAN NOT NULL DEFAULT FALSE,  -- goes online when it is approved
  round        BIGINT  NOT NULL DEFAULT 0, -- how often it was submitted
  gray         BIGINT  NOT NULL DEFAULT 0, -- basis points of people
  trial        BIGINT  NOT NULL DEFAULT 0, -- raised whenever trying it is allowed or ended; odd: allowed
  reason       TEXT    NOT NULL DEFAULT '',
  submitted_at BIGINT  NOT NULL DEFAULT 0,
  decided_at   BIGINT  NOT NULL DEFAULT 0,
  online_at    BIGINT  NOT NULL DEFAULT 0,
  offline_at   BIGINT  NOT NULL DEFAULT 0,
  UNIQUE (app, code)
);
CREATE UNIQUE INDEX registry_version_online ON registry_version (app) WHERE status = 'online';
CREATE UNIQUE INDEX registry_version_pending ON registry_version (app) WHERE status IN ('auditing', 'rejected', 'approved', 'gray');
CREATE INDEX registry_version_package ON registry_version (package);
CREATE INDEX registry_version_queue ON registry_version (submitted_at, id) WHERE status = 'auditing';
-- Only ever added to.
CREATE TABLE registry_review (
  version   TEXT   NOT NULL,
  round     BIGINT NOT NULL,
  package   TEXT   NOT NULL,               -- the hash that was looked at
  verdict   TEXT   NOT NULL,
  reason    TEXT   NOT NULL,
  by_user   TEXT   NOT NULL,
  signature TEXT   NOT NULL,               -- the platform's, base64; '': rejected
  at        BIGINT NOT NULL,
  PRIMARY KEY (version, round)
);
CREATE INDEX registry_review_package ON registry_review (package);
