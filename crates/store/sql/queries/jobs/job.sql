SELECT id, workspace, run, kind, scheduled_at, created_at FROM job WHERE workspace = $1 AND id = $2
