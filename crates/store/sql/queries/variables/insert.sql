INSERT INTO variable (id, workspace, owner, scope, name, value, description, created_at, updated_at, updated_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (owner, name) DO NOTHING
