-- Who opened a page while a version of it was on trial, and which they saw.
CREATE TABLE home_seen (
  layout  TEXT   NOT NULL,
  trial   BIGINT NOT NULL,               -- the version on trial
  usr     TEXT   NOT NULL,
  shown   BIGINT NOT NULL,               -- the version that they saw
  seen_at BIGINT NOT NULL,               -- for the first time
  orders  BIGINT NOT NULL DEFAULT 0,     -- paid within a day of that
  PRIMARY KEY (layout, trial, usr)
);
CREATE INDEX home_seen_usr ON home_seen (usr, seen_at);
