-- Parameters of a kind of node under a name, to be used again.
CREATE TABLE preset (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    parameters TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by UUID NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX preset_of_kind ON preset (workspace, kind, name);

CREATE POLICY of_workspace ON preset USING (towpath_sees(workspace));
ALTER TABLE preset ENABLE ROW LEVEL SECURITY;
ALTER TABLE preset FORCE ROW LEVEL SECURITY;
