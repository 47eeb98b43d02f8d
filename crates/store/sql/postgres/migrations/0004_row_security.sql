-- Under the conditions of the statements: a transaction sees the rows of the workspace it
-- named (`SET LOCAL towpath.workspace`), or all if it named `server`. One that named
-- nothing is refused with an error, not answered with an empty list. Forced, so that the
-- owner of the tables, as whom Towpath connects, is bound too.
CREATE FUNCTION towpath_sees(workspace UUID) RETURNS BOOLEAN
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('towpath.workspace')
    WHEN 'server' THEN TRUE
    ELSE workspace = current_setting('towpath.workspace')::uuid
END;

-- Rows that name their workspace.
DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['api_token', 'audit', 'credential', 'flow', 'flow_trigger', 'idempotency', 'job', 'member', 'message', 'run', 'version']
    LOOP
        EXECUTE format('CREATE POLICY of_workspace ON %I USING (towpath_sees(workspace))', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;

CREATE POLICY of_workspace ON workspace USING (towpath_sees(id));
ALTER TABLE workspace ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace FORCE ROW LEVEL SECURITY;

-- Rows that hang on one that names it: they are seen where that one is.
CREATE POLICY of_flow ON draft
    USING (current_setting('towpath.workspace') = 'server' OR EXISTS (SELECT 1 FROM flow WHERE flow.id = draft.flow));
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft FORCE ROW LEVEL SECURITY;

CREATE POLICY of_flow ON run_count
    USING (current_setting('towpath.workspace') = 'server' OR EXISTS (SELECT 1 FROM flow WHERE flow.id = run_count.flow));
ALTER TABLE run_count ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_count FORCE ROW LEVEL SECURITY;

CREATE POLICY of_run ON run_data
    USING (current_setting('towpath.workspace') = 'server' OR EXISTS (SELECT 1 FROM run WHERE run.id = run_data.run));
ALTER TABLE run_data ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_data FORCE ROW LEVEL SECURITY;

CREATE POLICY of_message ON message_status
    USING (current_setting('towpath.workspace') = 'server' OR EXISTS (SELECT 1 FROM message WHERE message.id = message_status.message));
ALTER TABLE message_status ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_status FORCE ROW LEVEL SECURITY;
