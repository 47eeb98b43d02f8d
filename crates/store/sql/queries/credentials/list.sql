SELECT id, workspace, name, kind, public, sealed, created_at, created_by, updated_at
FROM credential
WHERE workspace = $1 AND (lower(name), id) > ($2, $3)
ORDER BY lower(name), id
LIMIT $4
