-- The line of a store. Whoever changes anything in it raises turn first, so
-- that one change comes after the other.
CREATE TABLE queue_line (
  store   TEXT    NOT NULL PRIMARY KEY,
  active  BOOLEAN NOT NULL,               -- the store has a line
  open    BOOLEAN NOT NULL,               -- it gives out numbers now
  classes TEXT    NOT NULL,               -- JSON, in the order of their letters
  minutes BIGINT  NOT NULL,               -- that a called party has to come in
  back    BIGINT  NOT NULL,               -- places behind the head for who comes back
  turn    BIGINT  NOT NULL DEFAULT 0
);
-- The numbers of a class, from 1 each day.
CREATE TABLE queue_number (
  store  TEXT   NOT NULL,
  day    TEXT   NOT NULL,
  letter TEXT   NOT NULL,
  last   BIGINT NOT NULL,
  PRIMARY KEY (store, day, letter)
);
CREATE TABLE queue_ticket (
  id         TEXT   NOT NULL PRIMARY KEY,
  store      TEXT   NOT NULL,
  day        TEXT   NOT NULL,
  letter     TEXT   NOT NULL,
  number     TEXT   NOT NULL,             -- "A12"
  person     TEXT   NOT NULL,             -- '': a walk-in
  name       TEXT   NOT NULL,             -- of a walk-in
  party      BIGINT NOT NULL,
  status     TEXT   NOT NULL,
  place      BIGINT NOT NULL,             -- order in its class
  missed     BIGINT NOT NULL DEFAULT 0,   -- times that it was called and did not come
  told       BIGINT NOT NULL,             -- 1: knows that it is near
  created_at BIGINT NOT NULL,
  moved_at   BIGINT NOT NULL,
  called_at  BIGINT NOT NULL DEFAULT 0,
  until      BIGINT NOT NULL DEFAULT 0,   -- then a called one is passed
  seated_at  BIGINT NOT NULL DEFAULT 0,
  UNIQUE (store, day, number)
);
CREATE UNIQUE INDEX queue_ticket_one ON queue_ticket (store, person) WHERE person <> '' AND status IN ('waiting', 'called');
CREATE INDEX queue_ticket_open ON queue_ticket (store, letter, place) WHERE status IN ('waiting', 'called');
CREATE INDEX queue_ticket_person ON queue_ticket (person, created_at, id) WHERE person <> '';
CREATE INDEX queue_ticket_passed ON queue_ticket (store, created_at) WHERE status = 'passed';
CREATE INDEX queue_ticket_seated ON queue_ticket (store, letter, seated_at) WHERE seated_at > 0;
CREATE INDEX queue_ticket_old ON queue_ticket (created_at) WHERE status IN ('waiting', 'called');
