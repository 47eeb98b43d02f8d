SELECT id, workspace, name, shape, next_place, next_row, row_count, size_bytes, created_at, updated_at
FROM data_table
WHERE workspace = $1 AND id = $2
