UPDATE data_row SET cells = $4, updated_at = $5 WHERE workspace = $1 AND data_table = $2 AND id = $3
