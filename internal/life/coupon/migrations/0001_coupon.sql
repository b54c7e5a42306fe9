CREATE TABLE coupon_campaign (
  id         TEXT   NOT NULL PRIMARY KEY,
  merchant   TEXT   NOT NULL,
  store      TEXT   NOT NULL,                 -- '': all of the merchant's
  kind       TEXT   NOT NULL,
  value      BIGINT NOT NULL,                 -- most that one takes off, in minor units
  percent    BIGINT NOT NULL,                 -- of the goods; 0 but for the kind percent
  least      BIGINT NOT NULL,                 -- goods for so much at least
  pieces     BIGINT NOT NULL,
  budget     BIGINT NOT NULL,
  each       BIGINT NOT NULL,                 -- that one person can have
  starts     BIGINT NOT NULL,
  ends       BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0,       -- no more are given out since
  claimed    BIGINT NOT NULL DEFAULT 0 CHECK (claimed >= 0 AND claimed <= pieces),
  promised   BIGINT NOT NULL DEFAULT 0 CHECK (promised >= 0 AND promised <= budget),
  used       BIGINT NOT NULL DEFAULT 0,
  spent      BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
CREATE INDEX coupon_campaign_merchant ON coupon_campaign (merchant, created_at, id);
CREATE TABLE coupon_piece (
  id         TEXT   NOT NULL PRIMARY KEY,
  campaign   TEXT   NOT NULL REFERENCES coupon_campaign (id),
  holder     TEXT   NOT NULL,
  no         BIGINT NOT NULL,                 -- the holder's first, second …
  status     TEXT   NOT NULL,
  head       TEXT   NOT NULL DEFAULT '',      -- the order that it is on
  off        BIGINT NOT NULL DEFAULT 0,       -- what it takes off there
  ends       BIGINT NOT NULL,
  claimed_at BIGINT NOT NULL,
  UNIQUE (campaign, holder, no)
);
CREATE INDEX coupon_piece_holder ON coupon_piece (holder, claimed_at, id);
CREATE INDEX coupon_piece_head ON coupon_piece (head) WHERE head <> '';
