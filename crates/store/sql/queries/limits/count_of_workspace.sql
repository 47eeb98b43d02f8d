-- As with a flow.
SELECT COUNT(*)
FROM run_turn
LEFT JOIN run ON run.id = run_turn.run
WHERE run_turn.workspace = $1
    AND run_turn.begun_at IS NOT NULL
    AND run_turn.run <> $3
    AND ((run.id IS NULL AND run_turn.begun_at > $2) OR run.status NOT BETWEEN 3 AND 5)
