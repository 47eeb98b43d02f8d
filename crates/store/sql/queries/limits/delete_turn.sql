DELETE FROM run_turn WHERE run = $1
