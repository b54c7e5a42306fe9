CREATE TABLE provider_main (
  id         TEXT   NOT NULL PRIMARY KEY,
  merchant   TEXT   NOT NULL UNIQUE,
  name       TEXT   NOT NULL UNIQUE,
  name_en    TEXT   NOT NULL,
  base       TEXT   NOT NULL,                 -- scheme and host that its offers open at
  state      TEXT   NOT NULL,
  reason     TEXT   NOT NULL DEFAULT '',      -- of a suspension
  created_at BIGINT NOT NULL
);
CREATE TABLE provider_offer (
  id         TEXT   NOT NULL PRIMARY KEY,
  provider   TEXT   NOT NULL REFERENCES provider_main (id),
  out_id     TEXT   NOT NULL,                 -- the provider's own number
  mode       TEXT   NOT NULL,
  category   TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  name_en    TEXT   NOT NULL,
  city       TEXT   NOT NULL,
  lat        BIGINT NOT NULL,                 -- millionths of a degree
  lng        BIGINT NOT NULL,
  hours      TEXT   NOT NULL,
  reach      BIGINT NOT NULL,                 -- metres that it delivers
  fee        BIGINT NOT NULL,
  minimum    BIGINT NOT NULL,
  making     BIGINT NOT NULL,                 -- minutes
  url        TEXT   NOT NULL,
  told_at    BIGINT NOT NULL,
  UNIQUE (provider, out_id)
);
CREATE INDEX provider_offer_place ON provider_offer (city, mode, lat, lng);
CREATE TABLE provider_exposure (
  day        TEXT   NOT NULL,
  city       TEXT   NOT NULL,
  mode       TEXT   NOT NULL,
  provider   TEXT   NOT NULL,                 -- '': the stores of this platform
  lists      BIGINT NOT NULL,                 -- that it had an offer for
  shown      BIGINT NOT NULL,                 -- places among the first of them
  fair       BIGINT NOT NULL,                 -- thousandths of a place: an even part of each list
  PRIMARY KEY (day, city, mode, provider)
);
