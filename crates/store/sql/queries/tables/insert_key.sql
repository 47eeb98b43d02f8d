INSERT INTO data_key (workspace, data_table, place, hash, row_id)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (data_table, place, hash, row_id) DO NOTHING
