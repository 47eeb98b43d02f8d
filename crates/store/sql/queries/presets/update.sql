UPDATE preset
SET name = $3, parameters = $4, updated_at = $5
WHERE workspace = $1 AND id = $2
