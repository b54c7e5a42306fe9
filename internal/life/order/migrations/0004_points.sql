ALTER TABLE order_head ADD COLUMN points BIGINT NOT NULL DEFAULT 0 CHECK (points >= 0);  -- what points took off
