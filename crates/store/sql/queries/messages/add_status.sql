INSERT INTO message_status (message, position, status, at, detail)
VALUES ($1, (SELECT COALESCE(MAX(position) + 1, 0) FROM message_status WHERE message = $1), $2, $3, $4)
ON CONFLICT (message, status) DO NOTHING
