SELECT id, person, token_hash, created_at, last_seen_at, expires_at, user_agent
FROM session
WHERE person = $1 AND expires_at > $2
ORDER BY id DESC
