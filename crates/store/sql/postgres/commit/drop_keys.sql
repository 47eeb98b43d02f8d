DELETE FROM idempotency WHERE run = ANY ($1::uuid[])
