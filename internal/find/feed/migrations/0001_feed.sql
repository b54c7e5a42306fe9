-- Those who want what everybody gets.
CREATE TABLE feed_plain (
  owner TEXT   NOT NULL PRIMARY KEY,
  at    BIGINT NOT NULL
);
