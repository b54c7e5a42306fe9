-- What of the fee the seller was spared: fee is what is left of it.
ALTER TABLE pay_trade ADD COLUMN waived BIGINT NOT NULL DEFAULT 0;
