-- What a merchant gives to its members. Without a row it gives nothing.
CREATE TABLE member_programme (
  merchant   TEXT   NOT NULL PRIMARY KEY,
  active     BIGINT NOT NULL,
  name       TEXT   NOT NULL,
  name_en    TEXT   NOT NULL,
  per_yuan   BIGINT NOT NULL,              -- points
  worth      BIGINT NOT NULL,              -- fen that one takes off
  share      BIGINT NOT NULL,              -- percent of the goods that points may pay
  months     BIGINT NOT NULL,              -- until points expire
  levels     TEXT   NOT NULL,              -- JSON list of Level
  changed_at BIGINT NOT NULL
);
-- One person's at one merchant. Balances are folds of member_entry.
CREATE TABLE member_card (
  id        TEXT   NOT NULL PRIMARY KEY,
  merchant  TEXT   NOT NULL,
  person    TEXT   NOT NULL,               -- '-' and the id once the person is forgotten
  terms     BIGINT NOT NULL,               -- version of the text that was agreed to
  joined_at BIGINT NOT NULL,
  left_at   BIGINT NOT NULL DEFAULT 0,     -- 0: a member
  points    BIGINT NOT NULL DEFAULT 0 CHECK (points >= 0),
  owed      BIGINT NOT NULL DEFAULT 0 CHECK (owed >= 0),
  UNIQUE (merchant, person)
);
CREATE INDEX member_card_person ON member_card (person, joined_at, id);
CREATE INDEX member_card_merchant ON member_card (merchant, joined_at, id);
-- Points that were earned in one purchase, which expire together.
CREATE TABLE member_lot (
  id         TEXT   NOT NULL PRIMARY KEY,
  card       TEXT   NOT NULL REFERENCES member_card (id),
  head       TEXT   NOT NULL UNIQUE,       -- the order or sale
  rate       BIGINT NOT NULL,              -- points for 100 yuan, at that time and level
  points     BIGINT NOT NULL,
  back       BIGINT NOT NULL DEFAULT 0,    -- taken back again, of points
  gone       BIGINT NOT NULL DEFAULT 0,    -- expired, or lost when the member left, of points
  rest       BIGINT NOT NULL CHECK (rest >= 0),
  earned_at  BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX member_lot_card ON member_lot (card, expires_at, id) WHERE rest > 0;
CREATE INDEX member_lot_earned ON member_lot (card, earned_at);
CREATE INDEX member_lot_expires ON member_lot (expires_at) WHERE rest > 0;
-- Which lots an order or a sale used.
CREATE TABLE member_use (
  head   TEXT   NOT NULL,
  no     BIGINT NOT NULL,
  card   TEXT   NOT NULL REFERENCES member_card (id),
  lot    TEXT   NOT NULL REFERENCES member_lot (id),
  points BIGINT NOT NULL,
  back   BIGINT NOT NULL DEFAULT 0 CHECK (back <= points),
  PRIMARY KEY (head, no)
);
-- All that ever happened to points, append-only.
CREATE TABLE member_entry (
  id     TEXT   NOT NULL PRIMARY KEY,
  card   TEXT   NOT NULL REFERENCES member_card (id),
  kind   TEXT   NOT NULL,                  -- joined, left, earned, used, undone, returned, taken, expired
  head   TEXT   NOT NULL DEFAULT '',
  points BIGINT NOT NULL,                  -- into the balance
  owed   BIGINT NOT NULL DEFAULT 0,        -- into what is owed
  amount BIGINT NOT NULL DEFAULT 0,        -- fen: of earned what was paid, of used and undone what came off
  at     BIGINT NOT NULL
);
CREATE INDEX member_entry_card ON member_entry (card, at, id);
CREATE INDEX member_entry_head ON member_entry (head) WHERE head <> '';
-- What a phone shows at a till, for a minute.
CREATE TABLE member_code (
  mac        TEXT   NOT NULL PRIMARY KEY,
  card       TEXT   NOT NULL REFERENCES member_card (id),
  expires_at BIGINT NOT NULL
);
CREATE INDEX member_code_expires ON member_code (expires_at);
-- A member who showed a code at a till, until the sale is made.
CREATE TABLE member_visit (
  id         TEXT   NOT NULL PRIMARY KEY,
  card       TEXT   NOT NULL REFERENCES member_card (id),
  store      TEXT   NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX member_visit_expires ON member_visit (expires_at);
