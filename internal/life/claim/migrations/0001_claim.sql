CREATE TABLE claim_main (
  id         TEXT   NOT NULL PRIMARY KEY,
  head       TEXT   NOT NULL,                -- the order
  store      TEXT   NOT NULL,
  merchant   TEXT   NOT NULL,
  buyer      TEXT   NOT NULL,
  kind       TEXT   NOT NULL,
  photo      BYTEA  NOT NULL,                -- JPEG, or nothing
  amount     BIGINT NOT NULL,                -- in minor units: what the pieces cost, and what came back once it is settled
  status     TEXT   NOT NULL,
  actor      TEXT   NOT NULL,                -- who moved it last
  due_at     BIGINT NOT NULL,                -- when it moves by itself; 0: never
  created_at BIGINT NOT NULL,
  moved_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX claim_main_open ON claim_main (head) WHERE status = 'open';
CREATE INDEX claim_main_head ON claim_main (head, created_at, id);
CREATE INDEX claim_main_store ON claim_main (store, created_at, id);
CREATE INDEX claim_main_buyer ON claim_main (buyer, moved_at);
CREATE INDEX claim_main_appealed ON claim_main (moved_at, id) WHERE status = 'appealed';
CREATE INDEX claim_main_decided ON claim_main (moved_at, id) WHERE actor = 'operator';
CREATE TABLE claim_piece (
  claim TEXT   NOT NULL REFERENCES claim_main (id),
  line  BIGINT NOT NULL,
  qty   BIGINT NOT NULL,
  PRIMARY KEY (claim, line)
);
CREATE TABLE claim_step (
  claim  TEXT   NOT NULL REFERENCES claim_main (id),
  no     BIGINT NOT NULL,
  status TEXT   NOT NULL,
  actor  TEXT   NOT NULL,
  who    TEXT   NOT NULL,                    -- user id; nobody where it moved by itself
  words  TEXT   NOT NULL,                    -- of people; a code where it moved by itself
  at     BIGINT NOT NULL,
  PRIMARY KEY (claim, no)
);
