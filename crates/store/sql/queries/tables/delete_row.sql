DELETE FROM data_row WHERE workspace = $1 AND data_table = $2 AND id = $3
