CREATE TABLE merchant_main (
  id         TEXT   NOT NULL PRIMARY KEY,
  owner      TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  kind       TEXT   NOT NULL,              -- coder, shop, developer
  status     TEXT   NOT NULL,              -- active, blocked
  reason     TEXT   NOT NULL DEFAULT '',   -- why it is blocked
  created_at BIGINT NOT NULL
);
CREATE INDEX merchant_main_owner ON merchant_main (owner, id);

CREATE TABLE merchant_staff (
  merchant   TEXT   NOT NULL,
  usr        TEXT   NOT NULL,
  role       TEXT   NOT NULL,              -- owner, manager, cashier
  created_at BIGINT NOT NULL,
  PRIMARY KEY (merchant, usr)
);
CREATE INDEX merchant_staff_user ON merchant_staff (usr, merchant);
