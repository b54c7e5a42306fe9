-- What a merchant earned on one business day, and what became of it.
CREATE TABLE settle_day (
  merchant   TEXT   NOT NULL,
  day        TEXT   NOT NULL,              -- 2026-11-22, at UTC+8
  payments   BIGINT NOT NULL,
  refunds    BIGINT NOT NULL,
  paid       BIGINT NOT NULL,
  fees       BIGINT NOT NULL,              -- less what came back with refunds
  refunded   BIGINT NOT NULL,
  net        BIGINT NOT NULL,
  sent       BIGINT NOT NULL,              -- to the card; less than net where the balance was short
  bank_order TEXT   NOT NULL,              -- empty: it stays in the balance
  made_at    BIGINT NOT NULL,
  PRIMARY KEY (merchant, day)
);
CREATE INDEX settle_day_day ON settle_day (day, merchant);
