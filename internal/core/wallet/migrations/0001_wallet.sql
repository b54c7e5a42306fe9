-- One line of a person's bills. The ledger has the money; this has the story.
CREATE TABLE wallet_bill (
  id       TEXT   NOT NULL PRIMARY KEY,
  party    TEXT   NOT NULL,              -- user id
  at       BIGINT NOT NULL,
  kind     TEXT   NOT NULL,              -- pay, refund, transfer_out, transfer_in, topup, withdraw
  subject  TEXT   NOT NULL,              -- what the other side called it
  other    TEXT   NOT NULL,              -- name of the other side
  amount   BIGINT NOT NULL,              -- below zero: out
  currency TEXT   NOT NULL,
  object   TEXT   NOT NULL,              -- trade, transfer or intent id
  posting  TEXT   NOT NULL,
  note     TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX wallet_bill_party ON wallet_bill (party, at, id);
CREATE INDEX wallet_bill_object ON wallet_bill (object);

CREATE TABLE wallet_transfer (
  id           TEXT   NOT NULL PRIMARY KEY,
  scope        TEXT   NOT NULL,          -- "user:<id>" or "app:<id>": whose key it is
  out_biz_no   TEXT   NOT NULL,
  terms        BYTEA  NOT NULL,
  payer        TEXT   NOT NULL,          -- account
  payee        TEXT   NOT NULL,          -- account
  payee_user   TEXT   NOT NULL,
  amount       BIGINT NOT NULL,
  refunded     BIGINT NOT NULL DEFAULT 0,
  currency     TEXT   NOT NULL,
  title        TEXT   NOT NULL,
  remark       TEXT   NOT NULL,
  product      TEXT   NOT NULL,
  scene        TEXT   NOT NULL,
  passback     TEXT   NOT NULL,
  status       TEXT   NOT NULL,
  posting      TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  UNIQUE (scope, out_biz_no)
);
CREATE INDEX wallet_transfer_payer ON wallet_transfer (payer, at, id);
