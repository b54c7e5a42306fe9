CREATE TABLE favourite_store (
  owner TEXT   NOT NULL,
  store TEXT   NOT NULL,
  at    BIGINT NOT NULL,
  PRIMARY KEY (owner, store)
);
CREATE INDEX favourite_store_at ON favourite_store (owner, at, store);
