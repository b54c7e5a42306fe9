-- Whom a gray release is for, beside the part of the people: cities and hosts, one a
-- line; '' for all. gray_at is when it began; 0: it is not gray.
ALTER TABLE registry_version ADD COLUMN gray_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registry_version ADD COLUMN gray_cities TEXT NOT NULL DEFAULT '';
ALTER TABLE registry_version ADD COLUMN gray_hosts TEXT NOT NULL DEFAULT '';
