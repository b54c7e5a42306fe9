CREATE TABLE voucher (
  id      TEXT   NOT NULL PRIMARY KEY,
  head    TEXT   NOT NULL,                 -- the order
  store   TEXT   NOT NULL,
  line    BIGINT NOT NULL,
  name    TEXT   NOT NULL,
  name_en TEXT   NOT NULL,
  status  TEXT   NOT NULL,                 -- valid, used, void
  expires BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0,
  used_by TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX voucher_head ON voucher (head, line, id);
CREATE INDEX voucher_expires ON voucher (expires) WHERE status = 'valid';
-- Uses that came too late: somebody redeemed it offline a second time.
CREATE TABLE voucher_clash (
  id      TEXT   NOT NULL PRIMARY KEY,
  voucher TEXT   NOT NULL REFERENCES voucher (id),
  used_at BIGINT NOT NULL,
  used_by TEXT   NOT NULL,
  told_at BIGINT NOT NULL
);
