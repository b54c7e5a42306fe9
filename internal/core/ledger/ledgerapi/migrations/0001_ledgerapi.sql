-- Who may use the ledger as a service. An institution's accounts carry its name as a prefix.
CREATE TABLE ledgerapi_token (
  hash       TEXT   NOT NULL PRIMARY KEY,  -- SHA-256 of the token, hex
  name       TEXT   NOT NULL,              -- the institution
  created_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
