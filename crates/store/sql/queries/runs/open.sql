SELECT id, workspace, flow, status, wake_at, cancel_requested
FROM run
WHERE status NOT BETWEEN 3 AND 5 AND id > $1
ORDER BY id
LIMIT $2
