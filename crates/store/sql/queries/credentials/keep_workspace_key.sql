UPDATE workspace SET sealed_key = $2 WHERE id = $1 AND sealed_key IS NULL
