UPDATE message SET status = $3, updated_at = $4 WHERE workspace = $1 AND id = $2
