-- What was ordered at terminals; what it is of lies with its engine.
CREATE TABLE counter_order (
  id         TEXT   NOT NULL PRIMARY KEY,  -- of the order, or of the sale
  terminal   TEXT   NOT NULL,
  store      TEXT   NOT NULL,
  sale       BOOLEAN NOT NULL,             -- of the register
  number     TEXT   NOT NULL DEFAULT '',   -- of a sale; an order has its own
  created_at BIGINT NOT NULL
);
