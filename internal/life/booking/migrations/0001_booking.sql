-- How a store takes bookings. Whoever books a table raises turn first, so that
-- one booking comes after the other.
CREATE TABLE booking_book (
  store   TEXT    NOT NULL PRIMARY KEY,
  active  BOOLEAN NOT NULL,
  tables  TEXT    NOT NULL,               -- JSON: seats and how many
  minutes BIGINT  NOT NULL,               -- that a table is held
  days    BIGINT  NOT NULL,               -- ahead
  party   BIGINT  NOT NULL,               -- largest
  late    BIGINT  NOT NULL,               -- minutes until it is a no-show
  turn    BIGINT  NOT NULL DEFAULT 0
);
CREATE TABLE booking_entry (
  id         TEXT   NOT NULL PRIMARY KEY,
  store      TEXT   NOT NULL,
  person     TEXT   NOT NULL,
  party      BIGINT NOT NULL,
  seats      BIGINT NOT NULL,             -- of the table
  starts     BIGINT NOT NULL,
  ends       BIGINT NOT NULL,
  status     TEXT   NOT NULL,
  note       TEXT   NOT NULL,
  reason     TEXT   NOT NULL DEFAULT '',  -- of a cancellation by the store
  created_at BIGINT NOT NULL,
  moved_at   BIGINT NOT NULL,
  CHECK (ends > starts)
);
CREATE INDEX booking_entry_store ON booking_entry (store, starts, id);
CREATE INDEX booking_entry_person ON booking_entry (person, starts, id);
