CREATE TABLE register_till (
  id         TEXT   NOT NULL PRIMARY KEY,
  store      TEXT   NOT NULL,
  merchant   TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX register_till_store ON register_till (store, created_at, id);
-- The drawer of a till from its float to its count.
CREATE TABLE register_shift (
  id         TEXT   NOT NULL PRIMARY KEY,
  till       TEXT   NOT NULL REFERENCES register_till (id),
  cashier    TEXT   NOT NULL,
  opened_at  BIGINT NOT NULL,
  closed_at  BIGINT NOT NULL DEFAULT 0,   -- 0: open
  closed_by  TEXT   NOT NULL DEFAULT '',
  counted    BIGINT NOT NULL DEFAULT 0,
  expected   BIGINT NOT NULL DEFAULT 0,
  difference BIGINT NOT NULL DEFAULT 0,   -- counted less expected
  note       TEXT   NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX register_shift_open ON register_shift (till) WHERE closed_at = 0;
CREATE INDEX register_shift_till ON register_shift (till, opened_at, id);
CREATE TABLE register_sale (
  id         TEXT   NOT NULL PRIMARY KEY,
  ref        TEXT   NOT NULL,             -- made by the till: what is sent again is known by it
  terms      BYTEA  NOT NULL,             -- digest of what a repeat must repeat
  merchant   TEXT   NOT NULL,
  store      TEXT   NOT NULL,
  till       TEXT   NOT NULL REFERENCES register_till (id),
  shift      TEXT   NOT NULL REFERENCES register_shift (id),
  cashier    TEXT   NOT NULL,
  channel    TEXT   NOT NULL,             -- register, or offline for what a till sold without a network
  status     TEXT   NOT NULL,
  goods      BIGINT NOT NULL,
  discount   BIGINT NOT NULL CHECK (discount >= 0),
  total      BIGINT NOT NULL CHECK (total >= 0),
  notes      TEXT   NOT NULL DEFAULT '',  -- JSON list of Note
  at         BIGINT NOT NULL,             -- when it was made
  created_at BIGINT NOT NULL,             -- when we heard of it
  ended_at   BIGINT NOT NULL DEFAULT 0,   -- voided or refunded
  ended_by   TEXT   NOT NULL DEFAULT '',
  reason     TEXT   NOT NULL DEFAULT '',
  UNIQUE (store, ref)
);
CREATE INDEX register_sale_store ON register_sale (store, at, id);
CREATE INDEX register_sale_merchant ON register_sale (merchant, at, id);
CREATE INDEX register_sale_shift ON register_sale (shift);
CREATE INDEX register_sale_open ON register_sale (created_at) WHERE status = 'open';
CREATE TABLE register_line (
  sale       TEXT   NOT NULL REFERENCES register_sale (id),
  no         BIGINT NOT NULL,
  item       TEXT   NOT NULL,
  sku        TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  name_en    TEXT   NOT NULL,
  variant    TEXT   NOT NULL,
  variant_en TEXT   NOT NULL,
  choices    TEXT   NOT NULL,             -- JSON of chosen
  unit       BIGINT NOT NULL,
  qty        BIGINT NOT NULL,
  PRIMARY KEY (sale, no)
);
CREATE TABLE register_tender (
  id     TEXT   NOT NULL PRIMARY KEY,
  sale   TEXT   NOT NULL REFERENCES register_sale (id),
  ref    TEXT   NOT NULL,                 -- made by the till
  kind   TEXT   NOT NULL,                 -- cash, code
  status TEXT   NOT NULL,                 -- waiting, paid, failed, returned
  amount BIGINT NOT NULL CHECK (amount > 0), -- what it covers
  given  BIGINT NOT NULL,                 -- of cash: what was handed over
  trade  TEXT   NOT NULL DEFAULT '',
  at     BIGINT NOT NULL,
  UNIQUE (sale, ref)
);
-- All that went through drawers; each row is a posting of the ledger.
CREATE TABLE register_cash (
  id     TEXT   NOT NULL PRIMARY KEY,
  till   TEXT   NOT NULL REFERENCES register_till (id),
  shift  TEXT   NOT NULL REFERENCES register_shift (id),
  kind   TEXT   NOT NULL,                 -- float, in, out, count, sale, back, difference
  amount BIGINT NOT NULL,                 -- into the drawer
  sale   TEXT   NOT NULL DEFAULT '',
  note   TEXT   NOT NULL DEFAULT '',
  who    TEXT   NOT NULL,
  at     BIGINT NOT NULL
);
CREATE INDEX register_cash_shift ON register_cash (shift, at, id);
CREATE INDEX register_cash_till ON register_cash (till, kind);
CREATE INDEX register_cash_sale ON register_cash (sale) WHERE sale <> '';
