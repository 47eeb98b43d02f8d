SELECT id, workspace, newest, runs, position, refused, created_at, finished_at FROM run_batch WHERE workspace = $1 AND id = $2
