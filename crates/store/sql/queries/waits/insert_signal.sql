INSERT INTO signal (id, workspace, name, key, position, data, once_key, once_hash, sent_at, expires_at, removable_at, is_open)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
