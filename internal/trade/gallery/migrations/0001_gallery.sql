CREATE TABLE gallery_picture (
  id       TEXT   NOT NULL PRIMARY KEY,
  merchant TEXT   NOT NULL,
  hash     TEXT   NOT NULL,              -- of the JPEG: what is sent twice is kept once
  jpeg     BYTEA  NOT NULL,
  at       BIGINT NOT NULL,
  UNIQUE (merchant, hash)
);
