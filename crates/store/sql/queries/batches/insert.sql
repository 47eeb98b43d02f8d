INSERT INTO run_batch (id, workspace, newest, runs, position, refused, created_at, finished_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO NOTHING
