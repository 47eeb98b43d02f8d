-- Runs that shall be begun again, many at once: `runs` is their ids, 16 bytes each, and `position` how far it is.
CREATE TABLE run_batch (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    newest INTEGER NOT NULL,
    runs BYTEA NOT NULL,
    position INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);

CREATE INDEX run_batch_open ON run_batch (id) WHERE finished_at IS NULL;

CREATE POLICY of_workspace ON run_batch USING (towpath_sees(workspace));
ALTER TABLE run_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_batch FORCE ROW LEVEL SECURITY;
