DELETE FROM idempotency
WHERE (workspace, scope, key) IN (
    SELECT workspace, scope, key FROM idempotency WHERE expires_at <= $1 LIMIT $2
)
