INSERT INTO run_note (workspace, run, name, value)
VALUES ($1, $2, $3, $4)
ON CONFLICT (run, name) DO UPDATE SET value = excluded.value
