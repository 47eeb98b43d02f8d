INSERT INTO inbox (id, workspace, run, asker, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING (SELECT owner FROM run WHERE run.id = $3)
