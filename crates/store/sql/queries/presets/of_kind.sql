SELECT id, workspace, kind, name, parameters, created_at, created_by, updated_at
FROM preset
WHERE workspace = $1 AND kind = $2
ORDER BY name, id
