DELETE FROM variable
WHERE id = $2 AND (workspace = $1 OR (workspace IS NULL AND owner = (SELECT organisation FROM workspace WHERE id = $1)))
