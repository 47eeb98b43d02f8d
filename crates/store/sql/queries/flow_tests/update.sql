UPDATE flow_test
SET test = $4, updated_at = $5
WHERE workspace = $1 AND flow = $2 AND id = $3
