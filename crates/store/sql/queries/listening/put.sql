INSERT INTO test_address (path, workspace, flow, listener, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (path) DO UPDATE
SET workspace = excluded.workspace, flow = excluded.flow, listener = excluded.listener, until = excluded.until
