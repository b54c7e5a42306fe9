CREATE TABLE audit_head (
  id   BIGINT PRIMARY KEY CHECK (id = 1),  -- one row: whoever appends changes it, so the chain cannot fork
  seq  BIGINT NOT NULL,
  hash TEXT   NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
CREATE TABLE audit_entry (
  seq     BIGINT PRIMARY KEY,
  at      BIGINT NOT NULL,                 -- Unix microseconds
  actor   TEXT   NOT NULL,
  behalf  TEXT   NOT NULL,
  act     TEXT   NOT NULL,
  object  TEXT   NOT NULL,
  reason  TEXT   NOT NULL,
  request TEXT   NOT NULL,
  details TEXT   NOT NULL,                 -- SHA-256; the details stay with their domain
  prev    TEXT   NOT NULL,
  hash    TEXT   NOT NULL
);
CREATE INDEX audit_entry_object ON audit_entry (object, seq);
