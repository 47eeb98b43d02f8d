SELECT status, finished_at - started_at
FROM run
WHERE workspace = $1 AND system = 0 AND status BETWEEN 3 AND 5 AND finished_at IS NOT NULL
ORDER BY id DESC
LIMIT $2
