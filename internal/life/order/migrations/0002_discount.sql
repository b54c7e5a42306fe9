ALTER TABLE order_head ADD COLUMN discount BIGINT NOT NULL DEFAULT 0; -- what coupons take off, in minor units
ALTER TABLE order_line ADD COLUMN off BIGINT NOT NULL DEFAULT 0;      -- the line's share of what they take off the goods
