CREATE TABLE wallet_card (
  id         TEXT   NOT NULL PRIMARY KEY,
  party      TEXT   NOT NULL,              -- "user:<id>" or "merchant:<id>"
  bank       TEXT   NOT NULL,
  tail       TEXT   NOT NULL,              -- last four digits
  pan        BYTEA  NOT NULL,              -- sealed
  data_key   BYTEA  NOT NULL,              -- wrapped
  finger     TEXT   NOT NULL,              -- blind index of the number
  created_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX wallet_card_party ON wallet_card (party, id);

-- An order to a bank.
CREATE TABLE wallet_order (
  id         TEXT   NOT NULL PRIMARY KEY,  -- also the key at the bank
  party      TEXT   NOT NULL,
  account    TEXT   NOT NULL,              -- ledger account
  card       TEXT   NOT NULL,
  kind       TEXT   NOT NULL,              -- topup, withdraw, settle
  amount     BIGINT NOT NULL,
  currency   TEXT   NOT NULL,
  state      TEXT   NOT NULL,              -- INIT, IN_DOUBT, DONE, REFUSED
  code       TEXT   NOT NULL DEFAULT '',   -- what the bank said
  bank_ref   TEXT   NOT NULL DEFAULT '',
  note       TEXT   NOT NULL DEFAULT '',
  tries      BIGINT NOT NULL DEFAULT 0,
  due_at     BIGINT NOT NULL,              -- next step; 0: none
  created_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX wallet_order_due ON wallet_order (due_at) WHERE due_at > 0;
CREATE INDEX wallet_order_party ON wallet_order (party, created_at, id);
