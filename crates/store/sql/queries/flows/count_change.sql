UPDATE flow
SET revision = revision + 1, updated_by = $3, updated_at = $4
WHERE workspace = $1 AND id = $2
RETURNING revision, version_number, published_revision
