SELECT id, workspace, name, description, state, version, version_number, revision, published_revision, trigger_kinds, created_at, updated_at, updated_by, system
FROM flow
WHERE workspace = $1
    AND system = 0
    AND (updated_at, id) < ($2, $3)
    AND ($4 IS NULL OR state = $4)
    AND ($5 IS NULL OR search LIKE $5 ESCAPE '\')
ORDER BY updated_at DESC, id DESC
LIMIT $6
