DELETE FROM run_data WHERE run = $1
