-- Of runs that are over or were never accepted: a process ended before it settled them.
SELECT DISTINCT run_static.workspace, run_static.run
FROM run_static
LEFT JOIN run ON run.id = run_static.run
WHERE run.id IS NULL OR run.status IN (3, 4, 5)
