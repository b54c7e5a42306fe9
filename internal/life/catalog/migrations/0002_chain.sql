-- A store that has the menu of another one of its merchant.
CREATE TABLE catalog_chain (
  store TEXT   NOT NULL PRIMARY KEY,
  lead  TEXT   NOT NULL,
  since BIGINT NOT NULL
);
CREATE INDEX catalog_chain_lead ON catalog_chain (lead, store);
-- An item that is kept as another one is.
CREATE TABLE catalog_copy (
  item      TEXT   NOT NULL PRIMARY KEY,
  store     TEXT   NOT NULL,
  source    TEXT   NOT NULL,              -- item of the lead
  own_price BIGINT NOT NULL,              -- 1: the store has prices of its own
  skus      TEXT   NOT NULL,              -- JSON: variant of the source to variant of the item
  UNIQUE (source, store)
);
CREATE INDEX catalog_copy_store ON catalog_copy (store, item);
