UPDATE flow SET state = $3 WHERE workspace = $1 AND id = $2 AND version IS NOT NULL
