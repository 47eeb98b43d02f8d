-- Parameters of a kind of node under a name, to be used again.
CREATE TABLE preset (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    parameters TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX preset_of_kind ON preset (workspace, kind, name);
