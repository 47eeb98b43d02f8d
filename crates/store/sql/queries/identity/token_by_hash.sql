SELECT id, workspace, name, token_hash, scopes, created_by, created_at, last_used_at, expires_at
FROM api_token
WHERE token_hash = $1 AND (expires_at IS NULL OR expires_at > $2)
