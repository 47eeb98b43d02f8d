INSERT INTO flow_test (id, workspace, flow, test, created_at, created_by, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO NOTHING
