SELECT data_row.id, data_row.cells, data_row.created_at, data_row.updated_at
FROM data_key
JOIN data_row ON data_row.data_table = data_key.data_table AND data_row.id = data_key.row_id
WHERE data_key.workspace = $1 AND data_key.data_table = $2 AND data_key.place = $3 AND data_key.hash = $4
ORDER BY data_row.id
