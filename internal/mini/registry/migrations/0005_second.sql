-- What a package may ask people for that takes two to approve, one a space. What was
-- there before is taken to ask for all of it.
ALTER TABLE registry_package ADD COLUMN privileges TEXT NOT NULL DEFAULT 'phone address agreement sound';
-- The first of two who approve. What the second decides is in registry_review.
CREATE TABLE registry_first (
  version TEXT   NOT NULL,
  round   BIGINT NOT NULL,
  package TEXT   NOT NULL,               -- the hash that was looked at
  reason  TEXT   NOT NULL,
  by_user TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (version, round)
);
