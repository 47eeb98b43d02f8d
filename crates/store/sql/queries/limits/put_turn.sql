INSERT INTO run_turn (run, workspace, flow, key, rate_key, asked_at, begun_at, waits_for) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (run) DO UPDATE SET begun_at = excluded.begun_at, waits_for = excluded.waits_for
WHERE run_turn.workspace = excluded.workspace
