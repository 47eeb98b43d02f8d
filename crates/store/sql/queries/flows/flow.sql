SELECT id, workspace, name, description, state, version, version_number, revision, published_revision, trigger_kinds, created_at, updated_at, updated_by, system
FROM flow
WHERE workspace = $1 AND id = $2
