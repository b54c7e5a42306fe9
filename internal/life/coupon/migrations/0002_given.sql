-- 1: nobody claims these, they are given to people one by one.
ALTER TABLE coupon_campaign ADD COLUMN given BIGINT NOT NULL DEFAULT 0;
