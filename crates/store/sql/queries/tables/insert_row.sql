INSERT INTO data_row (workspace, data_table, id, cells, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6)
