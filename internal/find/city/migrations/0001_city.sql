CREATE TABLE city_place (
  code       TEXT    NOT NULL PRIMARY KEY, -- of a built-in city that is changed, or an id
  zh         TEXT    NOT NULL,
  en         TEXT    NOT NULL,
  pinyin     TEXT    NOT NULL,             -- "bei jing"
  lat        BIGINT  NOT NULL,             -- 1e-7 degrees, WGS-84
  lng        BIGINT  NOT NULL,
  area       TEXT    NOT NULL,             -- JSON of the border; empty: the built-in one, if any
  hot        BOOLEAN NOT NULL,
  hidden     BOOLEAN NOT NULL,
  updated_at BIGINT  NOT NULL
);
CREATE TABLE city_setting (
  id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  fallback TEXT   NOT NULL,                -- the city of those who say nothing
  edition  BIGINT NOT NULL                 -- counts changes of city_place and of this row
);
INSERT INTO city_setting (id, fallback, edition) VALUES (1, '110000', 0);
CREATE TABLE city_choice (
  usr        TEXT   NOT NULL PRIMARY KEY,
  codes      TEXT   NOT NULL,              -- "510100,110000": newest first, never empty
  updated_at BIGINT NOT NULL
);
