-- A console session is shorter than an app's, and opens no other door.
ALTER TABLE identity_session ADD COLUMN kind TEXT NOT NULL DEFAULT 'app';
