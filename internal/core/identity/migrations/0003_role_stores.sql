-- Somebody may work in some stores of a merchant only: their ids, with a space between. Empty: in all of them.
ALTER TABLE identity_role ADD COLUMN stores TEXT NOT NULL DEFAULT '';
