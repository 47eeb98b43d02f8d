-- The oldest batch that is not over, of the workspace that comes after $1; from the first one again behind the last: the
-- worker's look, in turns between workspaces.
SELECT id, workspace, newest, runs, position, refused, created_at, finished_at
FROM run_batch
WHERE finished_at IS NULL
ORDER BY CASE WHEN workspace > $1 THEN 0 ELSE 1 END, workspace, id
LIMIT 1
