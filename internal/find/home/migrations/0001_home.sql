CREATE TABLE home_layout (
  id         TEXT   NOT NULL PRIMARY KEY,
  city       TEXT   NOT NULL,              -- code; empty: all cities
  segment    TEXT   NOT NULL,
  latest     BIGINT NOT NULL,              -- the newest version
  live       BIGINT NOT NULL,              -- 0: none
  trial      BIGINT NOT NULL,              -- 0: none
  share      BIGINT NOT NULL,              -- of people who see the trial, basis points
  planned    BIGINT NOT NULL,              -- 0: none
  planned_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (city, segment)
);
CREATE TABLE home_version (
  layout     TEXT   NOT NULL REFERENCES home_layout (id),
  number     BIGINT NOT NULL,
  blocks     TEXT   NOT NULL,              -- JSON list of blocks
  note       TEXT   NOT NULL,
  made_by    TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  live_at    BIGINT NOT NULL,              -- when it was last published, 0: never
  PRIMARY KEY (layout, number)
);
CREATE TABLE home_city (
  code       TEXT   NOT NULL PRIMARY KEY,
  buttons    TEXT   NOT NULL,              -- JSON list of verticals; empty: the built-in ones
  crisis     TEXT   NOT NULL,              -- JSON; empty: none
  updated_at BIGINT NOT NULL
);
CREATE TABLE home_person (
  usr    TEXT    NOT NULL PRIMARY KEY,
  apps   TEXT    NOT NULL,                 -- JSON list
  chosen BOOLEAN NOT NULL,                 -- of apps
  beta   BOOLEAN NOT NULL,
  turn   BIGINT  NOT NULL                  -- counts the changes
);
CREATE TABLE home_setting (
  id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  edition BIGINT NOT NULL                  -- counts what operators changed
);
INSERT INTO home_setting (id, edition) VALUES (1, 0);
