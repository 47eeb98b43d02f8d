DELETE FROM data_key WHERE workspace = $1 AND data_table = $2
