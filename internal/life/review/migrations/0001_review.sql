CREATE TABLE review (
  id       TEXT   NOT NULL PRIMARY KEY,
  store    TEXT   NOT NULL,
  head     TEXT   NOT NULL,                -- the order
  line     BIGINT NOT NULL,
  item     TEXT   NOT NULL,
  name     TEXT   NOT NULL,                -- of what was bought
  name_en  TEXT   NOT NULL,
  buyer    TEXT   NOT NULL,
  stars    BIGINT NOT NULL CHECK (stars BETWEEN 1 AND 5),
  words    TEXT   NOT NULL,
  photo    BYTEA  NOT NULL,                -- JPEG, or nothing
  reply    TEXT   NOT NULL DEFAULT '',
  reply_at BIGINT NOT NULL DEFAULT 0,
  at       BIGINT NOT NULL,
  UNIQUE (head, line)
);
CREATE INDEX review_store ON review (store, at, id);
