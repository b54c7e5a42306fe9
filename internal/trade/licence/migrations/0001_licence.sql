CREATE TABLE licence_paper (
  id         TEXT   NOT NULL PRIMARY KEY,
  merchant   TEXT   NOT NULL,
  number     TEXT   NOT NULL,
  name       TEXT   NOT NULL,              -- of the company, as the paper has it
  expires    BIGINT NOT NULL,              -- 0: never
  findings   TEXT   NOT NULL,              -- what a machine noticed, with a space between
  picture    BYTEA  NOT NULL,              -- sealed
  data_key   BYTEA  NOT NULL,
  status     TEXT   NOT NULL,              -- waiting, approved, rejected, lapsed
  reason     TEXT   NOT NULL DEFAULT '',   -- of the rejection
  sent_at    BIGINT NOT NULL,
  decided_at BIGINT NOT NULL DEFAULT 0,
  decided_by TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX licence_paper_merchant ON licence_paper (merchant, sent_at);
CREATE INDEX licence_paper_status ON licence_paper (status, sent_at, id);
CREATE INDEX licence_paper_number ON licence_paper (number);
CREATE INDEX licence_paper_decided ON licence_paper (decided_at);
-- One at a time.
CREATE UNIQUE INDEX licence_paper_waiting ON licence_paper (merchant) WHERE status = 'waiting';
