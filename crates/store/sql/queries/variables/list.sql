SELECT id, owner, scope, name, value, description, created_at, updated_at, updated_by
FROM variable
WHERE (workspace = $1 OR (workspace IS NULL AND owner = (SELECT organisation FROM workspace WHERE id = $1)))
  AND (lower(name), id) > ($2, $3)
  AND (lower(name) LIKE $5 ESCAPE '\' OR $5 IS NULL)
ORDER BY lower(name), id
LIMIT $4
