-- What people call published versions; the versions themselves are never changed.
CREATE TABLE version_tag (
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (flow, number, tag)
) STRICT, WITHOUT ROWID;
