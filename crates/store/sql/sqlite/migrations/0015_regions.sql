-- The region a workspace is at home in. Empty: wherever it is.
ALTER TABLE workspace ADD COLUMN region TEXT NOT NULL DEFAULT '';
