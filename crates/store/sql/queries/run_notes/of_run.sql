SELECT name, value FROM run_note WHERE workspace = $1 AND run = $2 ORDER BY name
