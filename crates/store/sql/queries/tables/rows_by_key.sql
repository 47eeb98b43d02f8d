-- CROSS JOIN, for SQLite then begins with the keys; it would look at all rows to save the sorting.
SELECT data_row.id, data_row.cells, data_row.created_at, data_row.updated_at
FROM data_key
CROSS JOIN data_row
WHERE data_key.workspace = $1 AND data_key.data_table = $2 AND data_key.place = $3 AND data_key.hash = $4
  AND data_row.data_table = data_key.data_table AND data_row.id = data_key.row_id
ORDER BY data_key.row_id
