INSERT INTO run_static (workspace, run, flow, sequence, entries)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (run, sequence) DO UPDATE SET entries = excluded.entries
