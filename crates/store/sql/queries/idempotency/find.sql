SELECT run, body_hash, answer, expires_at
FROM idempotency
WHERE workspace = $1 AND scope = $2 AND key = $3
