-- What the phones at a table have chosen together and not ordered yet.
CREATE TABLE dining_line (
  store   TEXT   NOT NULL,
  place   TEXT   NOT NULL,                 -- the table
  sku     TEXT   NOT NULL,
  choices TEXT   NOT NULL,                 -- JSON list of ids, in the order of the menu
  qty     BIGINT NOT NULL CHECK (qty >= 0),
  seen    BIGINT NOT NULL,                 -- what one cost when it was chosen
  at      BIGINT NOT NULL,
  PRIMARY KEY (store, place, sku, choices)
);
CREATE INDEX dining_line_at ON dining_line (at);
