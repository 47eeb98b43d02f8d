UPDATE flow
SET name = $3, description = $4, trigger_kinds = $5, search = $6
WHERE workspace = $1 AND id = $2
