SELECT id, owner, scope, name, value, description, created_at, updated_at, updated_by
FROM variable
WHERE owner = $2 AND name = $3 AND (workspace = $1 OR workspace IS NULL)
