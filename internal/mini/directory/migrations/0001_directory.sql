-- What a mini program's developer says of it, one row per app.
CREATE TABLE directory_entry (
  app         TEXT    NOT NULL PRIMARY KEY,
  zh          TEXT    NOT NULL,
  en          TEXT    NOT NULL,
  slogan      TEXT    NOT NULL,
  description TEXT    NOT NULL,
  category    TEXT    NOT NULL,
  icon        TEXT    NOT NULL,              -- path of a picture; '': none
  keywords    TEXT    NOT NULL,              -- one a line
  cities      TEXT    NOT NULL,              -- codes, one a line; '': everywhere
  developer   TEXT    NOT NULL,
  version     TEXT    NOT NULL,              -- that is online; '': none, or the program was stopped
  opens       BIGINT  NOT NULL DEFAULT 0,    -- in 30 days
  updated_at  BIGINT  NOT NULL
);
-- The index: what an entry with a version is found by. Its place is before that of
-- entries which are opened less (rank.go).
CREATE TABLE directory_term (
  term  TEXT   NOT NULL,
  place BIGINT NOT NULL,
  PRIMARY KEY (term, place)
) /*WITHOUT ROWID*/;
