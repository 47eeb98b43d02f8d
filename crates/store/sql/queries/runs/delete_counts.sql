DELETE FROM run_count WHERE quarter < $1
