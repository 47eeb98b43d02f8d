SELECT id, flow, workspace, number, note, document, created_at, created_by
FROM version
WHERE id = $1
