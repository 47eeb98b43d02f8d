SELECT workspace.id, workspace.organisation, workspace.name, workspace.time_zone, workspace.created_at, member.role
FROM member
JOIN workspace ON workspace.id = member.workspace
WHERE member.person = $1
ORDER BY lower(workspace.name), workspace.id
