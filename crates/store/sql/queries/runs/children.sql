SELECT parent_step, id
FROM run
WHERE parent = $1 AND workspace = $2 ORDER BY id
LIMIT $3
