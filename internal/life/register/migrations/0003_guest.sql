ALTER TABLE register_sale ADD COLUMN buyer TEXT NOT NULL DEFAULT '';     -- who the till knew
ALTER TABLE register_sale ADD COLUMN coupons BIGINT NOT NULL DEFAULT 0;  -- of the discount: by coupons of theirs
ALTER TABLE register_sale ADD COLUMN points BIGINT NOT NULL DEFAULT 0;   -- and by points
CREATE INDEX register_sale_buyer ON register_sale (id) WHERE buyer <> '';
