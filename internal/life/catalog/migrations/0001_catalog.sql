CREATE TABLE catalog_section (
  id      TEXT   NOT NULL PRIMARY KEY,
  store   TEXT   NOT NULL,
  name    TEXT   NOT NULL,
  name_en TEXT   NOT NULL,
  pos     BIGINT NOT NULL
);
CREATE INDEX catalog_section_store ON catalog_section (store, pos, id);
CREATE TABLE catalog_item (
  id         TEXT   NOT NULL PRIMARY KEY,
  store      TEXT   NOT NULL,
  section    TEXT   NOT NULL,
  code       TEXT   NOT NULL,              -- the merchant's own, '' or unique in the store
  name       TEXT   NOT NULL,
  name_en    TEXT   NOT NULL,
  about      TEXT   NOT NULL,
  picture    TEXT   NOT NULL,
  allergens  TEXT   NOT NULL,              -- JSON list
  groups     TEXT   NOT NULL,              -- JSON list of Group
  hours      TEXT   NOT NULL,              -- JSON of calendar.Hours, '' for always
  listed     BIGINT NOT NULL,
  sold_out   BIGINT NOT NULL DEFAULT 0,
  pos        BIGINT NOT NULL,
  sold       BIGINT NOT NULL DEFAULT 0,
  updated_at BIGINT NOT NULL
);
CREATE INDEX catalog_item_store ON catalog_item (store, pos, id);
CREATE UNIQUE INDEX catalog_item_code ON catalog_item (store, code) WHERE code <> '';
-- What is bought: an item has one or more, each with a price.
CREATE TABLE catalog_sku (
  id      TEXT   NOT NULL PRIMARY KEY,
  item    TEXT   NOT NULL REFERENCES catalog_item (id),
  store   TEXT   NOT NULL,
  name    TEXT   NOT NULL,                 -- '' where an item has one only
  name_en TEXT   NOT NULL,
  price   BIGINT NOT NULL,
  barcode TEXT   NOT NULL,
  pos     BIGINT NOT NULL,
  gone    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX catalog_sku_item ON catalog_sku (item, pos, id);
CREATE INDEX catalog_sku_store ON catalog_sku (store, item);
CREATE INDEX catalog_sku_barcode ON catalog_sku (store, barcode) WHERE barcode <> '';
