SELECT workspace, at_once, rate_runs, rate_per_ms FROM workspace_limit
