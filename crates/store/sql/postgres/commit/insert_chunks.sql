INSERT INTO run_data (run, sequence, chunk)
SELECT * FROM unnest($1::uuid[], $2::integer[], $3::bytea[])
