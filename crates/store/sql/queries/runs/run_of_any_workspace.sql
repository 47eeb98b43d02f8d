-- For the worker, which serves all workspaces.
SELECT id, workspace, flow, version, version_number, mode, status, started_at, finished_at, wake_at, error_node, error_message, retry_of, next_sequence, parent, parent_step, depth, cancel_requested, owner
FROM run
WHERE id = $1
