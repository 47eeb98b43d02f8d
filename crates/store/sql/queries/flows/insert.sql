INSERT INTO flow (id, workspace, name, description, state, version, version_number, revision, published_revision, trigger_kinds, created_at, updated_at, updated_by, system, search)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (id) DO NOTHING
