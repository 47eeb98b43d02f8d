INSERT INTO wait (run, frame, node, workspace, name, key, ends_at, created_at, seen, is_due, is_over)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)
ON CONFLICT (run, frame, node) DO NOTHING
