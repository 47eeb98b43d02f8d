SELECT id, workspace, name, token_hash, scopes, created_by, created_at, last_used_at, expires_at
FROM api_token
WHERE workspace = $1 AND id < $2
ORDER BY id DESC
LIMIT $3
