-- What was kept when the wait began, and what came since.
SELECT id, workspace, name, key, position, data, sent_at, expires_at
FROM signal
WHERE workspace = $1 AND name = $2 AND key = $3 AND position > $4 AND expires_at >= $5
ORDER BY position
LIMIT $6
