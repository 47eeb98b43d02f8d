-- Saved tests of flows; `test` is one as JSON.
CREATE TABLE flow_test (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    flow UUID NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    test TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by UUID NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX flow_test_of_flow ON flow_test (flow, id);

CREATE POLICY of_workspace ON flow_test USING (towpath_sees(workspace));
ALTER TABLE flow_test ENABLE ROW LEVEL SECURITY;
ALTER TABLE flow_test FORCE ROW LEVEL SECURITY;
