SELECT id, node, channel, recipient, provider, provider_id, status, segments, sent_at, workspace, run, updated_at
FROM message
WHERE run = $1 AND workspace = $2
ORDER BY sent_at, id
