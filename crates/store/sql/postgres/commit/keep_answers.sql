UPDATE idempotency
SET answer = given.answer
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::bytea[]) AS given (workspace, scope, key, run, answer)
WHERE idempotency.workspace = given.workspace
    AND idempotency.scope = given.scope
    AND idempotency.key = given.key
    AND idempotency.run = given.run
