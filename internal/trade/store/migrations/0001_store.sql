CREATE TABLE store (
  id         TEXT   NOT NULL PRIMARY KEY,
  merchant   TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  name_en    TEXT   NOT NULL,
  category   TEXT   NOT NULL,              -- "noodles": see Categories
  city       TEXT   NOT NULL,              -- code of the city
  address    TEXT   NOT NULL,
  phone      TEXT   NOT NULL,              -- the shop's, shown to everybody
  about      TEXT   NOT NULL,
  picture    TEXT   NOT NULL,
  lat        BIGINT NOT NULL,              -- millionths of a degree, WGS-84
  lng        BIGINT NOT NULL,
  hours      TEXT   NOT NULL,              -- JSON of calendar.Hours
  modes      TEXT   NOT NULL,              -- JSON list of modes that are on
  terms      TEXT   NOT NULL,              -- JSON of Terms
  status     TEXT   NOT NULL,
  until      BIGINT NOT NULL DEFAULT 0,    -- of a pause, Unix microseconds
  rating_sum BIGINT NOT NULL DEFAULT 0,    -- of the stars of all reviews
  ratings    BIGINT NOT NULL DEFAULT 0,
  sold       BIGINT NOT NULL DEFAULT 0,    -- orders completed
  created_at BIGINT NOT NULL
);
CREATE INDEX store_merchant ON store (merchant, id);
CREATE INDEX store_city ON store (city, status, lat);
-- An area that a store delivers to.
CREATE TABLE store_area (
  id      TEXT   NOT NULL PRIMARY KEY,
  store   TEXT   NOT NULL REFERENCES store (id),
  name    TEXT   NOT NULL,
  polygon TEXT   NOT NULL,                 -- JSON of geo.Polygon
  minimum BIGINT NOT NULL,                 -- order value, minor units
  bands   TEXT   NOT NULL                  -- JSON list of Band
);
CREATE INDEX store_area_store ON store_area (store, id);
