-- Variables, data tables, and what flows keep between runs.

-- Variables. `owner` is the flow, the workspace or the organisation whose it is; that of an
-- organisation has no workspace.
CREATE TABLE variable (
    id UUID NOT NULL,
    workspace UUID,
    owner UUID NOT NULL,
    scope INTEGER NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by UUID,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX variable_by_name ON variable (owner, name);
CREATE INDEX variable_by_workspace ON variable (workspace);

-- A workspace sees the variables of its organisation, too.
CREATE POLICY of_workspace ON variable USING (
    towpath_sees(workspace)
    OR (workspace IS NULL AND EXISTS (SELECT 1 FROM workspace WHERE workspace.organisation = variable.owner))
);
ALTER TABLE variable ENABLE ROW LEVEL SECURITY;
ALTER TABLE variable FORCE ROW LEVEL SECURITY;

-- Data tables. `shape` is the columns as JSON; `next_place` and `next_row` are never used again.
CREATE TABLE data_table (
    id UUID NOT NULL,
    workspace UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    shape TEXT COLLATE "C" NOT NULL,
    next_place INTEGER NOT NULL,
    next_row BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX data_table_by_name ON data_table (workspace, name);

-- `cells` is a JSON list by the places of the columns.
CREATE TABLE data_row (
    workspace UUID NOT NULL,
    data_table UUID NOT NULL,
    id BIGINT NOT NULL,
    cells TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (data_table, id)
);

-- Finds rows by what stands in an indexed column: a hash of the cell, which is compared then.
CREATE TABLE data_key (
    workspace UUID NOT NULL,
    data_table UUID NOT NULL,
    place INTEGER NOT NULL,
    hash BIGINT NOT NULL,
    row_id BIGINT NOT NULL,
    PRIMARY KEY (data_table, place, hash, row_id)
);

CREATE INDEX data_key_by_row ON data_key (data_table, row_id);

-- What scripts of a flow keep between runs, a row a name. `scope` is a node, or empty.
CREATE TABLE flow_static (
    workspace UUID NOT NULL,
    flow UUID NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (flow, scope, name)
);

-- What a run that is not over changed of that, with the record whose scripts did.
CREATE TABLE run_static (
    workspace UUID NOT NULL,
    run UUID NOT NULL,
    flow UUID NOT NULL,
    sequence INTEGER NOT NULL,
    entries TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (run, sequence)
);

-- Values that items had in earlier runs. `step` saw them first; its repeat sees them anew.
CREATE TABLE seen_mark (
    workspace UUID NOT NULL,
    flow UUID NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    mark TEXT COLLATE "C" NOT NULL,
    step TEXT COLLATE "C" NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (flow, scope, mark)
);

CREATE INDEX seen_mark_by_age ON seen_mark (flow, scope, seen_at, mark);

-- The highest number or latest date items had, and the one before the step that brought it.
CREATE TABLE seen_most (
    workspace UUID NOT NULL,
    flow UUID NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    most TEXT COLLATE "C" NOT NULL,
    before TEXT COLLATE "C",
    step TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (flow, scope)
);

-- What steps did to any of these, so that a repeat after a crash finds it done.
CREATE TABLE done_step (
    workspace UUID NOT NULL,
    step TEXT COLLATE "C" NOT NULL,
    result TEXT COLLATE "C" NOT NULL,
    done_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, step)
);

CREATE INDEX done_step_by_age ON done_step (done_at);

-- All other rows name their workspace.
CREATE POLICY of_workspace ON data_table USING (towpath_sees(workspace));
ALTER TABLE data_table ENABLE ROW LEVEL SECURITY;
ALTER TABLE data_table FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workspace ON data_row USING (towpath_sees(workspace));
ALTER TABLE data_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE data_row FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workspace ON data_key USING (towpath_sees(workspace));
ALTER TABLE data_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE data_key FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workspace ON flow_static USING (towpath_sees(workspace));
ALTER TABLE flow_static ENABLE ROW LEVEL SECURITY;
ALTER TABLE flow_static FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workspace ON run_static USING (towpath_sees(workspace));
ALTER TABLE run_static ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_static FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workspace ON seen_mark USING (towpath_sees(workspace));
ALTER TABLE seen_mark ENABLE ROW LEVEL SECURITY;
ALTER TABLE seen_mark FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workspace ON seen_most USING (towpath_sees(workspace));
ALTER TABLE seen_most ENABLE ROW LEVEL SECURITY;
ALTER TABLE seen_most FORCE ROW LEVEL SECURITY;
CREATE POLICY of_workspace ON done_step USING (towpath_sees(workspace));
ALTER TABLE done_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE done_step FORCE ROW LEVEL SECURITY;
