-- Runs that another run began, found by the step that did; asked to cancel when the step is given up.
ALTER TABLE run ADD COLUMN parent BLOB;
ALTER TABLE run ADD COLUMN parent_step TEXT;
ALTER TABLE run ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN cancel_requested INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX run_by_parent ON run (parent, parent_step) WHERE parent IS NOT NULL;
