-- A rule's versions are kept: a decision names the set it was made with.
CREATE TABLE risk_rule (
  id         TEXT   NOT NULL PRIMARY KEY,
  name       TEXT   NOT NULL,              -- "static.day"
  version    BIGINT NOT NULL,
  expr       TEXT   NOT NULL,              -- CEL over the facts, true: the action is taken
  action     TEXT   NOT NULL,              -- STEP_UP, DENY
  reason     TEXT   NOT NULL,              -- stable code that the payer's app translates
  status     TEXT   NOT NULL,              -- draft, live, off
  drafted_by TEXT   NOT NULL,
  decided_by TEXT   NOT NULL DEFAULT '',
  at         BIGINT NOT NULL,
  UNIQUE (name, version)
);

CREATE TABLE risk_tally (
  usr    TEXT   NOT NULL,
  hour   BIGINT NOT NULL,                  -- Unix hours
  n      BIGINT NOT NULL,
  total  BIGINT NOT NULL,                  -- minor units
  statics BIGINT NOT NULL,                 -- of these to static codes
  PRIMARY KEY (usr, hour)
) /*WITHOUT ROWID*/;

CREATE TABLE risk_payee (
  usr   TEXT   NOT NULL,
  payee TEXT   NOT NULL,
  n     BIGINT NOT NULL,
  PRIMARY KEY (usr, payee)
) /*WITHOUT ROWID*/;

CREATE TABLE risk_decision (
  id     TEXT   NOT NULL PRIMARY KEY,
  object TEXT   NOT NULL,
  usr    TEXT   NOT NULL,
  action TEXT   NOT NULL,                  -- ALLOW, STEP_UP, DENY
  rule   TEXT   NOT NULL,                  -- name@version that decided; empty: none did
  rules  BIGINT NOT NULL,                  -- version of the whole set
  facts  TEXT   NOT NULL,                  -- JSON
  at     BIGINT NOT NULL
) /*WITHOUT ROWID*/;
