SELECT id, cells, created_at, updated_at
FROM data_row
WHERE workspace = $1 AND data_table = $2
ORDER BY id
LIMIT $3 OFFSET $4
