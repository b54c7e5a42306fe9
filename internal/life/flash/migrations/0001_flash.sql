CREATE TABLE flash_sale (
  id     TEXT   NOT NULL PRIMARY KEY,
  store  TEXT   NOT NULL,
  sku    TEXT   NOT NULL,
  price  BIGINT NOT NULL,                  -- minor units
  pieces BIGINT NOT NULL,
  taken  BIGINT NOT NULL DEFAULT 0 CHECK (taken >= 0 AND taken <= pieces),
  each   BIGINT NOT NULL,                  -- pieces that one buyer can have
  starts BIGINT NOT NULL,
  ends   BIGINT NOT NULL
);
CREATE INDEX flash_sale_store ON flash_sale (store, ends);
CREATE TABLE flash_claim (
  sale  TEXT   NOT NULL REFERENCES flash_sale (id),
  buyer TEXT   NOT NULL,
  head  TEXT   NOT NULL,                   -- the order
  qty   BIGINT NOT NULL,
  PRIMARY KEY (sale, buyer)
);
