UPDATE data_table
SET name = $3, shape = $4, next_place = $5, next_row = $6, row_count = $7, size_bytes = $8, updated_at = $9
WHERE workspace = $1 AND id = $2
