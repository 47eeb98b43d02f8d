INSERT INTO job (id, workspace, run, kind, scheduled_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO NOTHING
