CREATE TABLE coder_code (
  id         TEXT   NOT NULL PRIMARY KEY,
  merchant   TEXT   NOT NULL,
  label      TEXT   NOT NULL,              -- "counter", "soy milk"
  amount     BIGINT NOT NULL,              -- minor units; 0: the buyer types it
  created_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX coder_code_merchant ON coder_code (merchant, id);
