-- A provider that was asked twice with one key gives one id: the newest row stands for both.
SELECT id, node, channel, recipient, provider, provider_id, status, segments, sent_at, workspace, run, updated_at
FROM message
WHERE workspace = $1 AND provider = $2 AND provider_id = $3
ORDER BY id DESC
LIMIT 1
