SELECT version.id, version.flow, version.workspace, version.number, version.note, '', version.created_at, version.created_by
FROM flow
JOIN version ON version.flow = flow.id
WHERE flow.workspace = $1 AND flow.id = $2 AND version.number IS NOT NULL AND version.number < CAST($3 AS BIGINT)
ORDER BY version.number DESC
LIMIT $4
