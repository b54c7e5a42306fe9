-- How far a merchant is trusted: what it may take in a day. Those that were
-- here before there were tiers had no limit, and keep none.
ALTER TABLE merchant_main ADD COLUMN tier BIGINT NOT NULL DEFAULT 0;
UPDATE merchant_main SET tier = 2;

CREATE TABLE merchant_day (
  merchant TEXT   NOT NULL,
  day      TEXT   NOT NULL,
  taken    BIGINT NOT NULL,
  PRIMARY KEY (merchant, day)
);
