-- Takes idempotency keys for new runs: those nobody holds, and those that have ended
-- ($7 is when the run was accepted). Gives the runs that now hold their key. In the
-- order of the keys, so that two lanes never wait for each other crosswise.
INSERT INTO idempotency (workspace, scope, key, run, body_hash, expires_at)
SELECT given.workspace, given.scope, given.key, given.run, given.body_hash, given.expires_at
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::bytea[], $6::bigint[])
    AS given (workspace, scope, key, run, body_hash, expires_at)
ORDER BY given.workspace, given.scope, given.key
ON CONFLICT (workspace, scope, key) DO UPDATE
SET run = excluded.run, body_hash = excluded.body_hash, expires_at = excluded.expires_at, answer = NULL
WHERE idempotency.expires_at <= $7
RETURNING run
