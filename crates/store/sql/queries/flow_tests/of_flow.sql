SELECT id, workspace, flow, test, created_at, created_by, updated_at
FROM flow_test
WHERE workspace = $1 AND flow = $2
ORDER BY id
