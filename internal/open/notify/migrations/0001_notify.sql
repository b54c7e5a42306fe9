CREATE TABLE notify_message (
  id         TEXT   PRIMARY KEY,          -- notify_id: the same at every try
  app        TEXT   NOT NULL,
  kind       TEXT   NOT NULL,             -- notify_type
  object     TEXT   NOT NULL,             -- what it tells of; one object's messages go in order
  url        TEXT   NOT NULL,
  host       TEXT   NOT NULL,
  body       TEXT   NOT NULL,             -- the fields, urlencoded, not signed
  state      TEXT   NOT NULL,             -- pending, done, dead
  tries      BIGINT NOT NULL DEFAULT 0,
  next_at    BIGINT NOT NULL,             -- Unix microseconds
  lease      BIGINT NOT NULL DEFAULT 0,   -- held by a worker until then
  status     BIGINT NOT NULL DEFAULT 0,   -- HTTP status of the last try; 0: no answer
  reason     TEXT   NOT NULL DEFAULT '',  -- why the last try failed
  created_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX notify_message_due ON notify_message (next_at, id) WHERE state = 'pending';
CREATE INDEX notify_message_object ON notify_message (object, id) WHERE state = 'pending';
CREATE INDEX notify_message_app ON notify_message (app, created_at, id);
CREATE TABLE notify_attempt (
  message TEXT   NOT NULL,
  n       BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  took    BIGINT NOT NULL,                -- microseconds
  status  BIGINT NOT NULL,
  reason  TEXT   NOT NULL,
  PRIMARY KEY (message, n)
);
