-- How far a trigger has come that looks for news by itself; `place` is what it noted, as JSON.
CREATE TABLE poll_place (
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    node TEXT NOT NULL,
    place TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (flow, node)
) STRICT;
