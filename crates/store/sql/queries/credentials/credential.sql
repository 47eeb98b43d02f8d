SELECT id, workspace, name, kind, public, sealed, created_at, created_by, updated_at
FROM credential
WHERE workspace = $1 AND id = $2
