CREATE TABLE proposal_main (
  id         TEXT   NOT NULL PRIMARY KEY,
  kind       TEXT   NOT NULL,
  body       TEXT   NOT NULL,              -- JSON of the kind's own shape
  reason     TEXT   NOT NULL,
  status     TEXT   NOT NULL,              -- open, done, rejected
  made_by    TEXT   NOT NULL,
  decided_by TEXT   NOT NULL DEFAULT '',
  note       TEXT   NOT NULL DEFAULT '',   -- of who decided
  created_at BIGINT NOT NULL,
  decided_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX proposal_main_status ON proposal_main (status, created_at, id);
