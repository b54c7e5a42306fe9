CREATE TABLE message_main (
  id       TEXT   PRIMARY KEY,
  owner    TEXT   NOT NULL,
  category TEXT   NOT NULL,
  code     TEXT   NOT NULL,             -- of the words in the catalogues
  args     TEXT   NOT NULL,             -- JSON object of strings
  link     TEXT   NOT NULL,             -- path inside the app, or empty
  at       BIGINT NOT NULL,             -- Unix microseconds
  read_at  BIGINT NOT NULL              -- 0: not read
);
CREATE INDEX message_main_owner ON message_main (owner, at DESC, id DESC);
CREATE INDEX message_main_category ON message_main (owner, category, at DESC, id DESC);
CREATE INDEX message_main_unread ON message_main (owner, read_at, category);
CREATE TABLE message_optout (
  owner    TEXT   NOT NULL,
  category TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (owner, category)
);
