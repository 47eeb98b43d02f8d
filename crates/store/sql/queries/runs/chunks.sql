SELECT chunk FROM run_data WHERE run = $1 ORDER BY sequence
