INSERT INTO flow_trigger (id, node, subscription, webhook_path, next_at, workspace, flow, version, event)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (webhook_path) DO NOTHING
