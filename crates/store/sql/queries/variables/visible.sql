-- Those of the organisation come first, those of the flow last.
SELECT scope, name, value
FROM variable
WHERE owner IN ($1, $2, (SELECT organisation FROM workspace WHERE id = $1))
  AND (workspace = $1 OR workspace IS NULL)
ORDER BY scope, name
