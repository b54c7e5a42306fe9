CREATE TABLE group_deal (
  id     TEXT   NOT NULL PRIMARY KEY,
  store  TEXT   NOT NULL,
  sku    TEXT   NOT NULL,
  price  BIGINT NOT NULL,                  -- minor units
  size   BIGINT NOT NULL,                  -- people
  within BIGINT NOT NULL,                  -- seconds that a party has to be full
  ends   BIGINT NOT NULL
);
CREATE INDEX group_deal_store ON group_deal (store, ends);
CREATE TABLE group_party (
  id       TEXT   NOT NULL PRIMARY KEY,
  deal     TEXT   NOT NULL REFERENCES group_deal (id),
  size     BIGINT NOT NULL,
  taken    BIGINT NOT NULL CHECK (taken >= 0 AND taken <= size),
  paid     BIGINT NOT NULL DEFAULT 0,
  status   TEXT   NOT NULL,                -- open, full, failed
  deadline BIGINT NOT NULL
);
CREATE INDEX group_party_deal ON group_party (deal, status, deadline);
CREATE TABLE group_member (
  head  TEXT   NOT NULL PRIMARY KEY,       -- the order
  party TEXT   NOT NULL REFERENCES group_party (id),
  buyer TEXT   NOT NULL,
  paid  BIGINT NOT NULL DEFAULT 0,
  UNIQUE (party, buyer)
);
