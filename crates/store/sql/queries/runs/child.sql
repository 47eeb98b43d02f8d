SELECT id, workspace, flow, version, version_number, mode, status, started_at, finished_at, wake_at, error_node, error_message, retry_of, next_sequence, parent, parent_step, depth, cancel_requested, owner
FROM run
WHERE parent = $1 AND parent_step = $2 AND workspace = $3
