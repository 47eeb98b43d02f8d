INSERT INTO preset (id, workspace, kind, name, parameters, created_at, created_by, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING
