CREATE TABLE delivery_rider (
  person   TEXT   NOT NULL PRIMARY KEY,    -- user id
  city     TEXT   NOT NULL DEFAULT '',
  on_until BIGINT NOT NULL DEFAULT 0,      -- of the shift, Unix microseconds; 0: off duty
  quiet    BIGINT NOT NULL DEFAULT 0,      -- no offers until then: the last was left or declined
  offer    TEXT   NOT NULL DEFAULT '',     -- the open one
  lat      BIGINT NOT NULL DEFAULT 0,      -- millionths of a degree
  lng      BIGINT NOT NULL DEFAULT 0,
  seen_at  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX delivery_rider_city ON delivery_rider (city, on_until);
-- An order that has to be brought. Its door is in the order, sealed.
CREATE TABLE delivery_task (
  head    TEXT   NOT NULL PRIMARY KEY,
  store   TEXT   NOT NULL,
  city    TEXT   NOT NULL,
  status  TEXT   NOT NULL,                 -- waiting, offered, taken, carried, done, void
  rider   TEXT   NOT NULL DEFAULT '',
  seq     BIGINT NOT NULL DEFAULT 0,       -- of the stops of its rider
  placed  BIGINT NOT NULL,
  made_at BIGINT NOT NULL,                 -- when the store hands it over, as far as is known
  fee     BIGINT NOT NULL,                 -- of the rider, minor units
  ended   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX delivery_task_open ON delivery_task (city, status) WHERE ended = 0;
CREATE INDEX delivery_task_rider ON delivery_task (rider, ended, seq);
CREATE TABLE delivery_offer (
  id      TEXT   NOT NULL PRIMARY KEY,
  rider   TEXT   NOT NULL,
  heads   TEXT   NOT NULL,                 -- JSON list of orders, in the sequence of the stops
  status  TEXT   NOT NULL,                 -- open, accepted, declined, expired, withdrawn
  fee     BIGINT NOT NULL,
  metres  BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX delivery_offer_open ON delivery_offer (expires) WHERE status = 'open';
CREATE INDEX delivery_offer_rider ON delivery_offer (rider, made_at);
-- That it was handed over.
CREATE TABLE delivery_proof (
  head  TEXT   NOT NULL PRIMARY KEY,
  kind  TEXT   NOT NULL,                   -- code, photo
  photo BYTEA  NOT NULL,                   -- JPEG, or nothing
  at    BIGINT NOT NULL
);
