INSERT INTO run (id, workspace, flow, version, version_number, mode, status, system, next_sequence, started_at, finished_at, wake_at, error_node, error_message, retry_of, parent, parent_step, depth, owner)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
ON CONFLICT (id) DO NOTHING
