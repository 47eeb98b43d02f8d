INSERT INTO session (id, person, token_hash, created_at, last_seen_at, expires_at, user_agent)
VALUES ($1, $2, $3, $4, $5, $6, $7)
