SELECT id, owner, scope, name, value, description, created_at, updated_at, updated_by
FROM variable
WHERE id = $2 AND (workspace = $1 OR (workspace IS NULL AND owner = (SELECT organisation FROM workspace WHERE id = $1)))
