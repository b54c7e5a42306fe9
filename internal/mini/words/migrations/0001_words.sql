CREATE TABLE words_word (               -- what an operator wants found in texts of people
  id    TEXT   PRIMARY KEY,
  kind  TEXT   NOT NULL,                -- keyword, ad, politics, porn, abuse
  text  TEXT   NOT NULL,                -- as it was written
  plain TEXT   NOT NULL,                -- as it is looked for
  actor TEXT   NOT NULL,                -- who added it
  at    BIGINT NOT NULL                 -- Unix microseconds
);
CREATE UNIQUE INDEX words_word_plain ON words_word (kind, plain);
CREATE INDEX words_word_at ON words_word (at, id);
CREATE TABLE words_list (               -- one row
  one     BIGINT PRIMARY KEY CHECK (one = 1),
  edition BIGINT NOT NULL,              -- rises with every change
  size    BIGINT NOT NULL               -- words in all
);
INSERT INTO words_list (one, edition, size) VALUES (1, 0, 0);
