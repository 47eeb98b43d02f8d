-- An ended key is taken over; the caller has looked that no living one is there.
INSERT INTO idempotency (workspace, scope, key, run, body_hash, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (workspace, scope, key)
DO UPDATE SET run = excluded.run, body_hash = excluded.body_hash, expires_at = excluded.expires_at, answer = NULL
