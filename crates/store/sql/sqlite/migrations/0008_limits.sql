-- Limits of workspaces and flows, and runs that wait for their turn.

-- What the owner of a workspace allows its runs; null is no limit.
CREATE TABLE workspace_limit (
    workspace BLOB NOT NULL PRIMARY KEY REFERENCES workspace (id) ON DELETE CASCADE,
    at_once INTEGER,
    rate_runs INTEGER,
    rate_per_ms INTEGER
) STRICT, WITHOUT ROWID;

-- A run under a limit: it waits for its turn, or began and holds a place as long as its
-- own row is open. The row of a run that is over counts nowhere and goes soon.
CREATE TABLE run_turn (
    run BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL,
    key TEXT NOT NULL,
    rate_key TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    begun_at INTEGER,
    waits_for TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX run_turn_of_flow ON run_turn (flow, key) WHERE begun_at IS NOT NULL;
CREATE INDEX run_turn_of_workspace ON run_turn (workspace) WHERE begun_at IS NOT NULL;

-- What is counted: whoever asks for a turn changes its row first, so that two who ask at
-- once do not both get the last place. `used` is when runs began lately, for rates.
CREATE TABLE limit_place (
    workspace BLOB NOT NULL,
    place TEXT NOT NULL,
    used BLOB NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, place)
) STRICT, WITHOUT ROWID;
