DELETE FROM api_token WHERE workspace = $1 AND id = $2
