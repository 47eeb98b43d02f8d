INSERT INTO done_step (workspace, step, result, done_at) VALUES ($1, $2, $3, $4)
