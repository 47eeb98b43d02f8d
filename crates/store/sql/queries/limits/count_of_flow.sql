-- Runs that hold a place: open ones, and those that were let begin since $4 and have no row of their own yet. Not the
-- one that asks.
SELECT COUNT(*)
FROM run_turn
LEFT JOIN run ON run.id = run_turn.run
WHERE run_turn.flow = $1
    AND run_turn.key = $2
    AND run_turn.workspace = $3
    AND run_turn.begun_at IS NOT NULL
    AND run_turn.run <> $5
    AND ((run.id IS NULL AND run_turn.begun_at > $4) OR run.status NOT BETWEEN 3 AND 5)
