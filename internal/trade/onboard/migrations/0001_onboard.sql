-- A line of a file that is in: giving the file again skips it.
CREATE TABLE onboard_row (
  ref      TEXT   NOT NULL PRIMARY KEY,    -- of whoever made the file
  merchant TEXT   NOT NULL,
  store    TEXT   NOT NULL,
  at       BIGINT NOT NULL
);
