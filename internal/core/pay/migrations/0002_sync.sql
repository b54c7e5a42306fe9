-- What a merchant's own system says of a paid trade: deliveries, check-outs, performance of an agreement.
CREATE TABLE pay_report (
  id         TEXT   NOT NULL PRIMARY KEY,
  trade      TEXT   NOT NULL,
  request_no TEXT   NOT NULL,
  kind       TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  at         BIGINT NOT NULL,
  UNIQUE (trade, request_no)
);
