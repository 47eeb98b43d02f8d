INSERT INTO workspace_limit (workspace, at_once, rate_runs, rate_per_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (workspace) DO UPDATE SET at_once = excluded.at_once, rate_runs = excluded.rate_runs, rate_per_ms = excluded.rate_per_ms
