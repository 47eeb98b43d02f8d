INSERT INTO audit (id, workspace, at, actor_kind, actor_id, actor_name, action, subject, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO NOTHING
