UPDATE idempotency SET answer = $5 WHERE workspace = $1 AND scope = $2 AND key = $3 AND run = $4
