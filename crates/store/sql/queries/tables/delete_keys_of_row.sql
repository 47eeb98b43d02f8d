DELETE FROM data_key WHERE workspace = $1 AND data_table = $2 AND row_id = $3
