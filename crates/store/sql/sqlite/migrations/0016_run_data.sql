-- What a flow writes onto its run, to find it by.
CREATE TABLE run_note (
    workspace BLOB NOT NULL,
    run BLOB NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
