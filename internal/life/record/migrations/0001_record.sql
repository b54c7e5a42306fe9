CREATE TABLE record_order (
  id          TEXT   NOT NULL PRIMARY KEY,
  app         TEXT   NOT NULL,
  out_no      TEXT   NOT NULL,                 -- the app's own number
  buyer       TEXT   NOT NULL,
  seller      TEXT   NOT NULL,                 -- as people read it
  what        TEXT   NOT NULL,                 -- the first thing of it
  pieces      BIGINT NOT NULL,
  amount      BIGINT NOT NULL,
  status      TEXT   NOT NULL,
  link        TEXT   NOT NULL,
  created_at  BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,                 -- as the app says: what is older changes nothing
  UNIQUE (app, out_no)
);
CREATE INDEX record_order_buyer ON record_order (buyer, created_at, id);
CREATE INDEX record_order_app ON record_order (app, buyer);
