SELECT id, workspace, name, description, state, version, version_number, revision, published_revision, trigger_kinds, created_at, updated_at, updated_by, system
FROM flow
WHERE workspace = $1
    AND system = 0
    AND (updated_at, id) < ($2, $3)
    AND (state = $4 OR $4 IS NULL)
    AND (search LIKE $5 ESCAPE '\' OR $5 IS NULL)
ORDER BY updated_at DESC, id DESC
LIMIT $6
