-- How much longer than the way itself it takes in a city, by how busy its riders are.
CREATE TABLE delivery_slack (
  city    TEXT   NOT NULL,
  load    BIGINT NOT NULL,
  seconds BIGINT NOT NULL,
  orders  BIGINT NOT NULL,
  PRIMARY KEY (city, load)
);
ALTER TABLE delivery_task ADD COLUMN load BIGINT NOT NULL DEFAULT 0;
