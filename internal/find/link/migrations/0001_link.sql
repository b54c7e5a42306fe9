CREATE TABLE link_short (
  code       TEXT   NOT NULL PRIMARY KEY,
  kind       TEXT   NOT NULL,
  target     TEXT   NOT NULL,
  owner      TEXT   NOT NULL,              -- user id
  created_at BIGINT NOT NULL,
  expires    BIGINT NOT NULL DEFAULT 0,    -- 0: never
  ended_at   BIGINT NOT NULL DEFAULT 0     -- 0: it leads on
);
CREATE INDEX link_short_owner ON link_short (owner, created_at, code);
-- Asked for again, a link that never expires is the same one.
CREATE UNIQUE INDEX link_short_same ON link_short (owner, kind, target) WHERE expires = 0 AND ended_at = 0;
