CREATE TABLE address (
  id         TEXT   NOT NULL PRIMARY KEY,
  owner      TEXT   NOT NULL,
  body       BYTEA  NOT NULL,              -- sealed JSON
  data_key   BYTEA  NOT NULL,              -- wrapped
  used_at    BIGINT NOT NULL               -- Unix microseconds
);
CREATE INDEX address_owner ON address (owner, used_at);
