CREATE TABLE campaign_main (
  id         TEXT   NOT NULL PRIMARY KEY,
  merchant   TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  within     BIGINT NOT NULL,                 -- whom: who bought in so many days
  quiet      BIGINT NOT NULL,                 -- but not in the last of them
  least      BIGINT NOT NULL,                 -- and so many times,
  most       BIGINT NOT NULL,                 -- or up to so many
  holdout    BIGINT NOT NULL,                 -- in basis points
  days       BIGINT NOT NULL,                 -- that a coupon is good for, and that is looked at
  coupon     TEXT   NOT NULL,                 -- the coupons that are given
  found      BIGINT NOT NULL,                 -- people at the start
  state      TEXT   NOT NULL,
  after      TEXT   NOT NULL DEFAULT '',      -- the last person that was looked at
  left_out   BIGINT NOT NULL DEFAULT 0,       -- people who could not be told
  created_at BIGINT NOT NULL
);
CREATE INDEX campaign_main_merchant ON campaign_main (merchant, created_at, id);
CREATE TABLE campaign_person (
  campaign   TEXT   NOT NULL REFERENCES campaign_main (id),
  person     TEXT   NOT NULL,
  merchant   TEXT   NOT NULL,
  told       BIGINT NOT NULL,                 -- 0: held out
  since      BIGINT NOT NULL,
  until      BIGINT NOT NULL,
  PRIMARY KEY (campaign, person)
);
CREATE INDEX campaign_person_open ON campaign_person (merchant, person, until);
CREATE TABLE campaign_sale (
  trade      TEXT   NOT NULL PRIMARY KEY,
  campaign   TEXT   NOT NULL REFERENCES campaign_main (id),
  person     TEXT   NOT NULL,
  paid       BIGINT NOT NULL,
  back       BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX campaign_sale_campaign ON campaign_sale (campaign, person);
CREATE TABLE campaign_told (                  -- the last three times that somebody was told something, by whomever
  person     TEXT   NOT NULL PRIMARY KEY,
  first      BIGINT NOT NULL,
  second     BIGINT NOT NULL,
  third      BIGINT NOT NULL
);
