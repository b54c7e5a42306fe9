CREATE TABLE pay_trade (
  id           TEXT   NOT NULL PRIMARY KEY,
  app          TEXT   NOT NULL,          -- whose out_trade_no it is; "" for the platform's own
  via          TEXT   NOT NULL,          -- the app that called, where it acts for another
  merchant     TEXT   NOT NULL,
  out_trade_no TEXT   NOT NULL,
  method       TEXT   NOT NULL,          -- how it was asked for: code, qr, page, wap, app, create, agreement, auth, coder
  subject      TEXT   NOT NULL,
  body         TEXT   NOT NULL,
  total        BIGINT NOT NULL,
  currency     TEXT   NOT NULL,
  fee          BIGINT NOT NULL DEFAULT 0,
  fee_back     BIGINT NOT NULL DEFAULT 0,
  refunded     BIGINT NOT NULL DEFAULT 0,
  shared       BIGINT NOT NULL DEFAULT 0, -- paid on to others (royalty)
  buyer        TEXT   NOT NULL DEFAULT '',
  status       TEXT   NOT NULL,
  channel      TEXT   NOT NULL DEFAULT '', -- what it was paid from: balance, card
  terms        BYTEA  NOT NULL,
  qr           TEXT,
  auth_no      TEXT   NOT NULL DEFAULT '',
  agreement    TEXT   NOT NULL DEFAULT '',
  posting      TEXT   NOT NULL DEFAULT '',
  extra        TEXT   NOT NULL,          -- JSON: notify_url, return_url, passback, store, operator…
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  paid_at      BIGINT NOT NULL DEFAULT 0,
  closed_at    BIGINT NOT NULL DEFAULT 0,
  UNIQUE (app, out_trade_no)
);
CREATE INDEX pay_trade_merchant ON pay_trade (merchant, created_at, id);
CREATE INDEX pay_trade_paid ON pay_trade (merchant, paid_at, id) WHERE paid_at > 0;
CREATE UNIQUE INDEX pay_trade_qr ON pay_trade (qr) WHERE qr IS NOT NULL;
CREATE INDEX pay_trade_waiting ON pay_trade (buyer, created_at) WHERE status = 'WAIT_BUYER_PAY' AND buyer <> '';

CREATE TABLE pay_refund (
  id         TEXT   NOT NULL PRIMARY KEY,
  trade      TEXT   NOT NULL,
  request_no TEXT   NOT NULL,
  merchant   TEXT   NOT NULL,
  amount     BIGINT NOT NULL,
  fee_back   BIGINT NOT NULL,
  total      BIGINT NOT NULL,            -- refunded of the trade so far, this one included
  reason     TEXT   NOT NULL,
  operator   TEXT   NOT NULL,
  posting    TEXT   NOT NULL,
  at         BIGINT NOT NULL,
  UNIQUE (trade, request_no)
);
CREATE INDEX pay_refund_merchant ON pay_refund (merchant, at, id);

CREATE TABLE pay_code (
  mac        TEXT   NOT NULL PRIMARY KEY, -- HMAC of the 18 digits
  usr        TEXT   NOT NULL,
  device     TEXT   NOT NULL,
  expires_at BIGINT NOT NULL,
  used_by    TEXT   NOT NULL DEFAULT ''   -- a trade or auth id, or "ended"
);
CREATE INDEX pay_code_device ON pay_code (usr, device);

-- A fee in parts per million of what is paid. The newest that is valid and fits best counts.
CREATE TABLE pay_fee (
  version    BIGINT NOT NULL PRIMARY KEY,
  merchant   TEXT   NOT NULL,            -- "" for all
  method     TEXT   NOT NULL,            -- "" for all
  ppm        BIGINT NOT NULL,
  valid_from BIGINT NOT NULL
);

CREATE TABLE pay_auth (
  id           TEXT   NOT NULL PRIMARY KEY, -- auth_no
  app          TEXT   NOT NULL,
  via          TEXT   NOT NULL,
  merchant     TEXT   NOT NULL,
  out_order_no TEXT   NOT NULL,
  title        TEXT   NOT NULL,
  payer        TEXT   NOT NULL DEFAULT '',
  amount       BIGINT NOT NULL,
  currency     TEXT   NOT NULL,
  captured     BIGINT NOT NULL DEFAULT 0,
  released     BIGINT NOT NULL DEFAULT 0,
  status       TEXT   NOT NULL,          -- INIT, AUTHORIZED, FINISH, CLOSED
  qr           TEXT,
  extra        TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  frozen_at    BIGINT NOT NULL DEFAULT 0,
  UNIQUE (app, out_order_no)
);
CREATE UNIQUE INDEX pay_auth_qr ON pay_auth (qr) WHERE qr IS NOT NULL;

CREATE TABLE pay_auth_op (
  id         TEXT   NOT NULL PRIMARY KEY, -- operation_id
  auth       TEXT   NOT NULL,
  request_no TEXT   NOT NULL,
  kind       TEXT   NOT NULL,            -- FREEZE, UNFREEZE, PAY
  amount     BIGINT NOT NULL,
  status     TEXT   NOT NULL,            -- INIT, SUCCESS, CLOSED
  remark     TEXT   NOT NULL,
  at         BIGINT NOT NULL,
  UNIQUE (auth, request_no, kind)
);

CREATE TABLE pay_agreement (
  id           TEXT   NOT NULL PRIMARY KEY, -- agreement_no
  app          TEXT   NOT NULL,
  via          TEXT   NOT NULL,
  merchant     TEXT   NOT NULL,
  usr          TEXT   NOT NULL DEFAULT '',
  external_no  TEXT   NOT NULL,
  product      TEXT   NOT NULL,
  scene        TEXT   NOT NULL,
  single_limit BIGINT NOT NULL,          -- 0: none but the platform's
  status       TEXT   NOT NULL,          -- TEMP, NORMAL, STOP
  extra        TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  signed_at    BIGINT NOT NULL DEFAULT 0,
  ends_at      BIGINT NOT NULL,
  next_at      BIGINT NOT NULL DEFAULT 0,
  stopped_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX pay_agreement_external ON pay_agreement (app, external_no);
CREATE INDEX pay_agreement_user ON pay_agreement (usr, signed_at);

CREATE TABLE pay_receiver (
  app      TEXT   NOT NULL,
  account  TEXT   NOT NULL,              -- ledger account of the receiver
  kind     TEXT   NOT NULL,              -- userId, openId, loginName: as it was bound
  name     TEXT   NOT NULL,              -- as it was bound
  memo     TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (app, account)
);

CREATE TABLE pay_share (
  id         TEXT   NOT NULL PRIMARY KEY, -- settle_no
  trade      TEXT   NOT NULL,
  request_no TEXT   NOT NULL,
  terms      BYTEA  NOT NULL,
  lines      TEXT   NOT NULL,            -- JSON: who got what
  amount     BIGINT NOT NULL,
  posting    TEXT   NOT NULL,
  at         BIGINT NOT NULL,
  UNIQUE (trade, request_no)
);
