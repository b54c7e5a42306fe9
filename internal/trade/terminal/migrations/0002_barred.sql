-- Why an operator switched a device off; empty: nobody did. The store cannot undo it.
ALTER TABLE terminal_device ADD COLUMN barred TEXT NOT NULL DEFAULT '';
