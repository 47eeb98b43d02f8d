UPDATE credential
SET name = $3, public = $4, sealed = $5, updated_at = $6
WHERE workspace = $1 AND id = $2
