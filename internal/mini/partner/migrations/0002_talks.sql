-- A session is for talking only, or for all that a frame of ours does.
ALTER TABLE partner_code ADD COLUMN talks BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE partner_session ADD COLUMN talks BOOLEAN NOT NULL DEFAULT FALSE;
