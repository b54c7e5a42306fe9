-- How a store charges for what it sends by post, one row a store.
CREATE TABLE parcel_template (
  store  TEXT NOT NULL PRIMARY KEY,
  charge TEXT NOT NULL,                    -- piece or weight
  rules  TEXT NOT NULL                     -- JSON list of Rule
);
-- With which carrier an order went.
CREATE TABLE parcel_sent (
  head    TEXT   NOT NULL PRIMARY KEY,
  carrier TEXT   NOT NULL,                 -- code of a known one, or its name
  number  TEXT   NOT NULL,
  sent_at BIGINT NOT NULL
);
