-- The rule file, by version. A version is never changed.
CREATE TABLE support_file (
  version  BIGINT NOT NULL PRIMARY KEY,
  body     TEXT   NOT NULL,              -- JSON
  reason   TEXT   NOT NULL,
  saved_by TEXT   NOT NULL,              -- "" for what came with the program
  saved_at BIGINT NOT NULL
);

-- What of a policy's budget is spoken for: the caps of grants that run, and
-- what those that are over have used.
CREATE TABLE support_policy (
  policy   TEXT   NOT NULL PRIMARY KEY,
  grants   BIGINT NOT NULL,
  promised BIGINT NOT NULL
);

CREATE TABLE support_grant (
  id       TEXT   NOT NULL PRIMARY KEY,
  policy   TEXT   NOT NULL,
  merchant TEXT   NOT NULL,
  version  BIGINT NOT NULL,              -- of the rule file
  reasons  TEXT   NOT NULL,              -- JSON: the conditions and what the merchant was then
  cap      BIGINT NOT NULL,              -- 0 where it gives no money
  used     BIGINT NOT NULL DEFAULT 0,
  starts   BIGINT NOT NULL,
  ends     BIGINT NOT NULL,              -- 0: never
  warned   BIGINT NOT NULL DEFAULT 0,    -- 1: told that it ends soon
  closed   BIGINT NOT NULL DEFAULT 0,    -- 1: what was left of the cap is back in the budget
  done_at  BIGINT NOT NULL DEFAULT 0,    -- when the merchant ticked it
  UNIQUE (policy, merchant)
);
CREATE INDEX support_grant_merchant ON support_grant (merchant, ends, id);
CREATE INDEX support_grant_ends ON support_grant (ends) WHERE closed = 0 AND ends > 0;

-- What a grant bore of a trade's fee, and what of it came back with refunds.
CREATE TABLE support_waived (
  trade  TEXT   NOT NULL,
  given  TEXT   NOT NULL,                -- the grant
  amount BIGINT NOT NULL,
  back   BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (trade, given)
);
CREATE INDEX support_waived_given ON support_waived (given);
