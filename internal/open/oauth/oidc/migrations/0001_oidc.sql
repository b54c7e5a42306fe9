CREATE TABLE oidc_assertion (
  app        TEXT   NOT NULL,
  jti        TEXT   NOT NULL,             -- hash of the number by which the app told it from others
  expires_at BIGINT NOT NULL,             -- nobody believes it after
  PRIMARY KEY (app, jti)
);
CREATE INDEX oidc_assertion_expires ON oidc_assertion (expires_at);
