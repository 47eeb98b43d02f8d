UPDATE flow
SET revision = revision + 1, name = $4, description = $5, trigger_kinds = $6, updated_by = $7, updated_at = $8, search = $9
WHERE workspace = $1 AND id = $2 AND revision = $3
