SELECT at_once, rate_runs, rate_per_ms FROM workspace_limit WHERE workspace = $1
