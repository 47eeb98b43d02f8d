-- The oldest batch that is not over, of any workspace: the worker's look.
SELECT id, workspace, newest, runs, position, refused, created_at, finished_at FROM run_batch WHERE finished_at IS NULL ORDER BY id LIMIT 1
