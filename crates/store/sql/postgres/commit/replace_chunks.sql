DELETE FROM run_data
USING unnest($1::uuid[], $2::integer[]) AS given (run, sequence)
WHERE run_data.run = given.run AND run_data.sequence < given.sequence
