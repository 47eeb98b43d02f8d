SELECT id, status, wake_at, cancel_requested
FROM run
WHERE status < 3 AND id > $1
ORDER BY id
LIMIT $2
