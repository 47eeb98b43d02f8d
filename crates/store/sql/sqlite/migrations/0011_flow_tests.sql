-- Saved tests of flows; `test` is one as JSON.
CREATE TABLE flow_test (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    test TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX flow_test_of_flow ON flow_test (flow, id);
