SELECT id, workspace, at, actor_kind, actor_id, actor_name, action, subject, detail
FROM audit
WHERE workspace = $1 AND id < $2
ORDER BY id DESC
LIMIT $3
