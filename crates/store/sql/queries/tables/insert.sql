INSERT INTO data_table (id, workspace, name, shape, next_place, next_row, row_count, size_bytes, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, 1, 0, 0, $6, $6)
ON CONFLICT (workspace, name) DO NOTHING
