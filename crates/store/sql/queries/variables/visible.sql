-- Those of the organisation come first, those of the flow last.
SELECT scope, name, value
FROM variable
WHERE (workspace = $1 AND (owner = $1 OR owner = $2))
   OR (workspace IS NULL AND owner = (SELECT organisation FROM workspace WHERE id = $1))
ORDER BY scope, name
