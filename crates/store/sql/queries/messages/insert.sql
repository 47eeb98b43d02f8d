INSERT INTO message (id, node, channel, recipient, provider, provider_id, status, segments, sent_at, workspace, run, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO NOTHING
