SELECT COUNT(*) FROM variable WHERE owner = $2 AND (workspace = $1 OR workspace IS NULL)
