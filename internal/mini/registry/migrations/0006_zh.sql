-- What was noticed, in Chinese; '' where it has no words or only English ones.
ALTER TABLE registry_finding ADD COLUMN detail_zh TEXT NOT NULL DEFAULT '';
