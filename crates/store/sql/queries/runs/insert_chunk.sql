INSERT INTO run_data (run, sequence, chunk) VALUES ($1, $2, $3)
