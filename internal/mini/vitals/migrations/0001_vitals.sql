-- Counts of an hour. No row is about a person.
CREATE TABLE vitals_hour (
  app     TEXT   NOT NULL,
  version TEXT   NOT NULL,
  hour    BIGINT NOT NULL,                 -- since 1970, UTC
  host    TEXT   NOT NULL,
  city    TEXT   NOT NULL,
  opens   BIGINT NOT NULL,
  crashes BIGINT NOT NULL,                 -- opens with an error that nobody caught
  closed  BIGINT NOT NULL,                 -- opens that told how long they were used
  used    BIGINT NOT NULL,                 -- by those, ms
  PRIMARY KEY (app, version, hour, host, city)
) /*WITHOUT ROWID*/;
-- How long the first screen took: a histogram.
CREATE TABLE vitals_speed (
  app     TEXT   NOT NULL,
  version TEXT   NOT NULL,
  hour    BIGINT NOT NULL,
  host    TEXT   NOT NULL,
  city    TEXT   NOT NULL,
  bucket  BIGINT NOT NULL,
  n       BIGINT NOT NULL,
  PRIMARY KEY (app, version, hour, host, city, bucket)
) /*WITHOUT ROWID*/;
-- Pages and hosts of a version that have a count of their own.
CREATE TABLE vitals_name (
  app     TEXT NOT NULL,
  version TEXT NOT NULL,
  kind    TEXT NOT NULL,                   -- page, host
  name    TEXT NOT NULL,
  PRIMARY KEY (app, version, kind, name)
);
CREATE TABLE vitals_page (
  app     TEXT   NOT NULL,
  version TEXT   NOT NULL,
  day     BIGINT NOT NULL,                 -- since 1970, UTC+8
  page    TEXT   NOT NULL,
  views   BIGINT NOT NULL,
  PRIMARY KEY (app, version, day, page)
);
CREATE TABLE vitals_error (
  app      TEXT    NOT NULL,
  version  TEXT    NOT NULL,
  hash     TEXT    NOT NULL,               -- of message and stack
  message  TEXT    NOT NULL,
  stack    TEXT    NOT NULL,
  page     TEXT    NOT NULL,
  fatal    BOOLEAN NOT NULL,
  n        BIGINT  NOT NULL,
  first_at BIGINT  NOT NULL,
  last_at  BIGINT  NOT NULL,
  PRIMARY KEY (app, version, hash)
);
CREATE TABLE vitals_day (
  app   TEXT   NOT NULL,
  day   BIGINT NOT NULL,
  opens BIGINT NOT NULL,
  PRIMARY KEY (app, day)
);
-- What was counted lately, so that it is counted once: batches, opens and crashes.
CREATE TABLE vitals_seen (
  id TEXT   NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);
CREATE INDEX vitals_seen_at ON vitals_seen (at);
