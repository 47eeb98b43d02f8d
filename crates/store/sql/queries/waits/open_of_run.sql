SELECT run, frame, node, workspace, name, key, ends_at, created_at, seen
FROM wait
WHERE workspace = $1 AND run = $2 AND is_over = 0
ORDER BY frame, node
