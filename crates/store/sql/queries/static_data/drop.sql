DELETE FROM run_static WHERE workspace = $1 AND run = $2
