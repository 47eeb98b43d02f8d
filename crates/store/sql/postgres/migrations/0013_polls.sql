-- How far a trigger has come that looks for news by itself; `place` is what it noted, as JSON.
CREATE TABLE poll_place (
    workspace UUID NOT NULL,
    flow UUID NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    node TEXT NOT NULL,
    place TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (flow, node)
);

CREATE POLICY of_workspace ON poll_place USING (towpath_sees(workspace));
ALTER TABLE poll_place ENABLE ROW LEVEL SECURITY;
ALTER TABLE poll_place FORCE ROW LEVEL SECURITY;
