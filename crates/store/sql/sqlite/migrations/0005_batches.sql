-- Runs that shall be begun again, many at once: `runs` is their ids, 16 bytes each, and `position` how far it is.
CREATE TABLE run_batch (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    newest INTEGER NOT NULL,
    runs BLOB NOT NULL,
    position INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;

CREATE INDEX run_batch_open ON run_batch (id) WHERE finished_at IS NULL;
