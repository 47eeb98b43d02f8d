-- Of runs that are over, and of those that never came to be.
DELETE FROM run_turn
WHERE run IN (
    SELECT run_turn.run
    FROM run_turn
    LEFT JOIN run ON run.id = run_turn.run
    WHERE (run.id IS NULL AND COALESCE(run_turn.begun_at, run_turn.asked_at) < $1) OR run.status BETWEEN 3 AND 5
    LIMIT $2
)
