DELETE FROM seen_mark WHERE workspace = $1 AND flow = $2
