-- Levels of people that a gray release is for, one a line; '' for all.
ALTER TABLE registry_version ADD COLUMN gray_levels TEXT NOT NULL DEFAULT '';
