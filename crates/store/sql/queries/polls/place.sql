SELECT place FROM poll_place WHERE workspace = $1 AND flow = $2 AND node = $3
