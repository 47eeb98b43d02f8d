INSERT INTO flow_static (workspace, flow, scope, name, value, updated_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (flow, scope, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
