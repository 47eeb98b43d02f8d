DELETE FROM done_step
WHERE (workspace, step) IN (SELECT workspace, step FROM done_step WHERE done_at < $1 ORDER BY done_at LIMIT $2)
