SELECT id, workspace, name, key, position, data, sent_at, expires_at
FROM signal
WHERE is_open = 1 AND id > $1
ORDER BY id
LIMIT $2
