-- What a merchant had sent to its card before its day was closed.
CREATE TABLE settle_early (
  id         TEXT   NOT NULL,
  merchant   TEXT   NOT NULL,
  day        TEXT   NOT NULL,
  no         BIGINT NOT NULL,              -- the first of the day is 1
  amount     BIGINT NOT NULL,
  fee        BIGINT NOT NULL,              -- taken when the day is closed, if the bank paid by then
  bank_order TEXT   NOT NULL,
  made_at    BIGINT NOT NULL,
  PRIMARY KEY (merchant, day, no)
);
ALTER TABLE settle_day ADD COLUMN early BIGINT NOT NULL DEFAULT 0;
ALTER TABLE settle_day ADD COLUMN early_fee BIGINT NOT NULL DEFAULT 0;
