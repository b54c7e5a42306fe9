CREATE TABLE gateway_usage (
  app    TEXT   NOT NULL,
  day    TEXT   NOT NULL,               -- 2026-11-27, of the platform's zone
  method TEXT   NOT NULL,               -- empty for names that are no method
  good   BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  PRIMARY KEY (app, day, method)
);
