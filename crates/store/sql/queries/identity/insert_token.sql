INSERT INTO api_token (id, workspace, name, token_hash, scopes, created_by, created_at, last_used_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
