UPDATE variable
SET name = $3, value = $4, description = $5, updated_at = $6, updated_by = $7
WHERE id = $2 AND (workspace = $1 OR (workspace IS NULL AND owner = (SELECT organisation FROM workspace WHERE id = $1)))
