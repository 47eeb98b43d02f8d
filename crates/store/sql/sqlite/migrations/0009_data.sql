-- Variables, data tables, and what flows keep between runs.

-- Variables. `owner` is the flow, the workspace or the organisation whose it is; that of an
-- organisation has no workspace.
CREATE TABLE variable (
    id BLOB NOT NULL,
    workspace BLOB,
    owner BLOB NOT NULL,
    scope INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by BLOB,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX variable_by_name ON variable (owner, name);
CREATE INDEX variable_by_workspace ON variable (workspace);

-- Data tables. `shape` is the columns as JSON; `next_place` and `next_row` are never used again.
CREATE TABLE data_table (
    id BLOB NOT NULL,
    workspace BLOB NOT NULL,
    name TEXT NOT NULL,
    shape TEXT NOT NULL,
    next_place INTEGER NOT NULL,
    next_row INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX data_table_by_name ON data_table (workspace, name);

-- `cells` is a JSON list by the places of the columns.
CREATE TABLE data_row (
    workspace BLOB NOT NULL,
    data_table BLOB NOT NULL,
    id INTEGER NOT NULL,
    cells TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (data_table, id)
) STRICT;

-- Finds rows by what stands in an indexed column: a hash of the cell, which is compared then.
CREATE TABLE data_key (
    workspace BLOB NOT NULL,
    data_table BLOB NOT NULL,
    place INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    row_id INTEGER NOT NULL,
    PRIMARY KEY (data_table, place, hash, row_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX data_key_by_row ON data_key (data_table, row_id);

-- What scripts of a flow keep between runs, a row a name. `scope` is a node, or empty.
CREATE TABLE flow_static (
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (flow, scope, name)
) STRICT;

-- What a run that is not over changed of that, with the record whose scripts did.
CREATE TABLE run_static (
    workspace BLOB NOT NULL,
    run BLOB NOT NULL,
    flow BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    entries TEXT NOT NULL,
    PRIMARY KEY (run, sequence)
) STRICT;

-- Values that items had in earlier runs. `step` saw them first; its repeat sees them anew.
CREATE TABLE seen_mark (
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL,
    scope TEXT NOT NULL,
    mark TEXT NOT NULL,
    step TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (flow, scope, mark)
) STRICT, WITHOUT ROWID;

CREATE INDEX seen_mark_by_age ON seen_mark (flow, scope, seen_at, mark);

-- The highest number or latest date items had, and the one before the step that brought it.
CREATE TABLE seen_most (
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL,
    scope TEXT NOT NULL,
    most TEXT NOT NULL,
    before TEXT,
    step TEXT NOT NULL,
    PRIMARY KEY (flow, scope)
) STRICT, WITHOUT ROWID;

-- What steps did to any of these, so that a repeat after a crash finds it done.
CREATE TABLE done_step (
    workspace BLOB NOT NULL,
    step TEXT NOT NULL,
    result TEXT NOT NULL,
    done_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, step)
) STRICT;

CREATE INDEX done_step_by_age ON done_step (done_at);
