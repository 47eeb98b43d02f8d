DELETE FROM run_note WHERE run = $1
