CREATE TABLE idem (
  principal TEXT   NOT NULL,           -- who asked: two callers' equal keys are strangers
  op        TEXT   NOT NULL,
  name      TEXT   NOT NULL,           -- the Idempotency-Key
  print     TEXT   NOT NULL,           -- SHA-256 of what was asked
  status    BIGINT NOT NULL,           -- HTTP status; 0 only inside the claiming transaction
  body      TEXT   NOT NULL,
  at        BIGINT NOT NULL,           -- Unix microseconds
  PRIMARY KEY (principal, op, name)
) /*WITHOUT ROWID*/;
CREATE INDEX idem_at ON idem (at);
