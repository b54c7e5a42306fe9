CREATE TABLE stock (
  sku     TEXT   NOT NULL PRIMARY KEY,
  on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
  held    BIGINT NOT NULL CHECK (held >= 0 AND held <= on_hand)
);
-- What somebody has a claim to. One row for a fact and a SKU, for ever.
CREATE TABLE stock_hold (
  ref     TEXT   NOT NULL,                 -- "order:…"
  sku     TEXT   NOT NULL REFERENCES stock (sku),
  qty     BIGINT NOT NULL CHECK (qty > 0),
  status  TEXT   NOT NULL,                 -- held, taken, released, returned
  expires BIGINT NOT NULL,                 -- Unix microseconds; 0: never
  PRIMARY KEY (ref, sku)
);
CREATE INDEX stock_hold_expires ON stock_hold (expires) WHERE status = 'held' AND expires > 0;
CREATE INDEX stock_hold_sku ON stock_hold (sku, status);
-- Why there is as much as there is: on_hand is the sum of these.
CREATE TABLE stock_move (
  id  TEXT   NOT NULL PRIMARY KEY,
  sku TEXT   NOT NULL REFERENCES stock (sku),
  by  BIGINT NOT NULL,
  why TEXT   NOT NULL,                     -- counted, sold, returned
  ref TEXT   NOT NULL,
  at  BIGINT NOT NULL
);
CREATE INDEX stock_move_sku ON stock_move (sku, id);
