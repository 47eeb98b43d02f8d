DELETE FROM run_data WHERE run = $1 AND sequence < $2
