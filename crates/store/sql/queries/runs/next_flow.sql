-- The next flow that has runs, also of flows that are no more.
SELECT flow FROM run WHERE flow > $1 ORDER BY flow LIMIT 1
