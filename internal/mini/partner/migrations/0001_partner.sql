CREATE TABLE partner_host (             -- another's app or site that shows programs
  id      TEXT   PRIMARY KEY,           -- chosen by the partner: map, market
  owner   TEXT   NOT NULL,
  name    TEXT   NOT NULL,
  name_en TEXT   NOT NULL,
  can     TEXT   NOT NULL,              -- capabilities, space between
  origins TEXT   NOT NULL,              -- where it may show programs, space between
  share   BIGINT NOT NULL,              -- of the platform's fees, in basis points
  state   TEXT   NOT NULL,              -- pending, open, closed
  at      BIGINT NOT NULL               -- Unix microseconds
);
CREATE INDEX partner_host_owner ON partner_host (owner, id);
CREATE TABLE partner_code (             -- a person said yes; exchanged once
  hash  TEXT   PRIMARY KEY,
  host  TEXT   NOT NULL,
  owner TEXT   NOT NULL,
  ends  BIGINT NOT NULL
);
CREATE TABLE partner_session (
  hash  TEXT   PRIMARY KEY,
  host  TEXT   NOT NULL,
  owner TEXT   NOT NULL,
  ends  BIGINT NOT NULL
);
CREATE TABLE partner_brought (          -- which host and program a trade came from
  trade TEXT   PRIMARY KEY,
  host  TEXT   NOT NULL,
  app   TEXT   NOT NULL,
  owner TEXT   NOT NULL,
  nth   BIGINT NOT NULL,                -- of this person in this program, from 1
  at    BIGINT NOT NULL
);
CREATE INDEX partner_brought_host ON partner_brought (host, at, trade);
CREATE INDEX partner_brought_person ON partner_brought (owner, app);
