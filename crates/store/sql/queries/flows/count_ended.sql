SELECT COALESCE(SUM(finished), 0), COALESCE(SUM(failed), 0)
FROM run_count
WHERE flow = $1 AND quarter >= $2 AND EXISTS (SELECT 1 FROM flow WHERE flow.id = $1 AND flow.workspace = $3)
