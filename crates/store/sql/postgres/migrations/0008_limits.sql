-- Limits of workspaces and flows, and runs that wait for their turn.

-- What the owner of a workspace allows its runs; null is no limit.
CREATE TABLE workspace_limit (
    workspace UUID NOT NULL PRIMARY KEY REFERENCES workspace (id) ON DELETE CASCADE,
    at_once BIGINT,
    rate_runs BIGINT,
    rate_per_ms BIGINT
);

-- A run under a limit: it waits for its turn, or began and holds a place as long as its
-- own row is open. The row of a run that is over counts nowhere and goes soon.
CREATE TABLE run_turn (
    run UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    flow UUID NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    rate_key TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    begun_at BIGINT,
    waits_for TEXT COLLATE "C"
);

CREATE INDEX run_turn_of_flow ON run_turn (flow, key) WHERE begun_at IS NOT NULL;
CREATE INDEX run_turn_of_workspace ON run_turn (workspace) WHERE begun_at IS NOT NULL;

-- What is counted: whoever asks for a turn changes its row first, so that two who ask at
-- once do not both get the last place. `used` is when runs began lately, for rates.
CREATE TABLE limit_place (
    workspace UUID NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    used BYTEA NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, place)
);

DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['workspace_limit', 'run_turn', 'limit_place']
    LOOP
        EXECUTE format('CREATE POLICY of_workspace ON %I USING (towpath_sees(workspace))', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;
