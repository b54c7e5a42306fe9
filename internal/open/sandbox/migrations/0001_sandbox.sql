CREATE TABLE sandbox_tenant (
  hash       TEXT   PRIMARY KEY,   -- of the token that plays the tenant's people
  app        TEXT   NOT NULL,
  owner      TEXT   NOT NULL,
  merchant   TEXT   NOT NULL,
  other_app  TEXT   NOT NULL,      -- the app and merchant that authorise the first app
  other      TEXT   NOT NULL,
  buyer      TEXT   NOT NULL,
  payee      TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);
