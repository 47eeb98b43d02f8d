UPDATE flow
SET state = $3, version = $4, version_number = $5, published_revision = $6
WHERE workspace = $1 AND id = $2
