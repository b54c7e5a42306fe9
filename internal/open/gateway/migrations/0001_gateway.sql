CREATE TABLE gateway_request (
  id       TEXT    PRIMARY KEY,
  trace_id TEXT    NOT NULL,
  app      TEXT    NOT NULL,            -- empty where the caller is not known
  method   TEXT    NOT NULL,
  v3       BOOLEAN NOT NULL,
  at       BIGINT  NOT NULL,            -- Unix microseconds
  took     BIGINT  NOT NULL,            -- microseconds
  code     TEXT    NOT NULL,            -- 10000, or the failure's
  sub_code TEXT    NOT NULL,
  sub_msg  TEXT    NOT NULL,
  hash     TEXT    NOT NULL             -- SHA-256 of the signed text
);
CREATE INDEX gateway_request_app ON gateway_request (app, at, id);
CREATE INDEX gateway_request_trace ON gateway_request (trace_id);
CREATE INDEX gateway_request_at ON gateway_request (at);
