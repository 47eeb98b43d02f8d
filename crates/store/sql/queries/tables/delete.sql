DELETE FROM data_table WHERE workspace = $1 AND id = $2
