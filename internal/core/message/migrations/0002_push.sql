CREATE TABLE message_quiet (
  owner  TEXT    PRIMARY KEY,
  active BOOLEAN NOT NULL,
  start  BIGINT  NOT NULL,              -- minutes after midnight, in zone
  stop   BIGINT  NOT NULL,              -- before start: of the next day
  zone   TEXT    NOT NULL,              -- IANA name
  at     BIGINT  NOT NULL
);
-- What came in quiet hours and waits for the summary at their end.
CREATE TABLE message_held (
  owner   TEXT   NOT NULL,
  message TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (owner, message)
);
-- The key that push services know this platform by. One row, made once.
CREATE TABLE message_vapid (
  id       TEXT   PRIMARY KEY,
  data_key BYTEA  NOT NULL,             -- wrapped; seals the key and the subscriptions
  secret   BYTEA  NOT NULL,             -- sealed
  public   TEXT   NOT NULL,             -- base64url, uncompressed point
  at       BIGINT NOT NULL
);
-- A browser that a session asked to be reached at; ends with the session.
CREATE TABLE message_subscription (
  id       TEXT   PRIMARY KEY,
  owner    TEXT   NOT NULL,
  session  TEXT   NOT NULL UNIQUE,
  hash     TEXT   NOT NULL UNIQUE,      -- SHA-256 of the endpoint
  box      BYTEA  NOT NULL,             -- sealed: who knows the endpoint can write to the browser
  language TEXT   NOT NULL,             -- where the person chose none
  at       BIGINT NOT NULL
);
CREATE INDEX message_subscription_owner ON message_subscription (owner, id);
-- One message to one browser: a second one of the same pair cannot be.
CREATE TABLE message_push (
  subscription TEXT   NOT NULL,
  message      TEXT   NOT NULL,         -- of a summary: an id of its own
  count        BIGINT NOT NULL,         -- of a summary: how many it stands for; else 0
  state        TEXT   NOT NULL,         -- pending, done, dead
  tries        BIGINT NOT NULL,
  next_at      BIGINT NOT NULL,
  lease        BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (subscription, message)
);
CREATE INDEX message_push_due ON message_push (state, next_at);
CREATE INDEX message_push_at ON message_push (at);
