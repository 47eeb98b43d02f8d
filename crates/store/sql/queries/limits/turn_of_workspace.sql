SELECT run, workspace, flow, key, rate_key, asked_at, begun_at, waits_for FROM run_turn WHERE run = $1 AND workspace = $2
