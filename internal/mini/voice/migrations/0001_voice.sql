CREATE TABLE voice_talk (               -- what a person and a host talk about: one at a time
  owner    TEXT   NOT NULL,
  host     TEXT   NOT NULL,
  id       TEXT   NOT NULL UNIQUE,
  lang     TEXT   NOT NULL,             -- zh, en
  state    TEXT   NOT NULL,             -- listening, choosing, confirming, pin, ordered, ended
  memory   TEXT   NOT NULL,             -- JSON: what was offered, what it costs, what was ordered
  turn     BIGINT NOT NULL,             -- the last that was said
  data_key BYTEA  NOT NULL,
  ends     BIGINT NOT NULL,             -- Unix microseconds
  PRIMARY KEY (owner, host)
);
CREATE INDEX voice_talk_ends ON voice_talk (ends);
CREATE TABLE voice_said (               -- what we said, to be spoken; what we heard is not kept
  talk TEXT   NOT NULL,
  turn BIGINT NOT NULL,
  said BYTEA  NOT NULL,                 -- sealed: it names streets
  ends BIGINT NOT NULL,
  PRIMARY KEY (talk, turn)
);
CREATE INDEX voice_said_ends ON voice_said (ends);
