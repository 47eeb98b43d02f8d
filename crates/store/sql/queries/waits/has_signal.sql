SELECT 1
FROM signal
WHERE workspace = $1 AND name = $2 AND key = $3 AND position > $4 AND expires_at >= $5
LIMIT 1
