-- Grams of one piece as it is packed, for what is sent by post; 0: not told.
ALTER TABLE catalog_sku ADD COLUMN weight BIGINT NOT NULL DEFAULT 0;
