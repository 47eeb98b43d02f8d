-- What a flow writes onto its run, to find it by.
CREATE TABLE run_note (
    workspace UUID NOT NULL,
    run UUID NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, name)
);

CREATE POLICY of_workspace ON run_note USING (towpath_sees(workspace));
ALTER TABLE run_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_note FORCE ROW LEVEL SECURITY;
