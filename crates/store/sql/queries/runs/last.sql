SELECT id, workspace, flow, version, version_number, mode, status, started_at, finished_at, wake_at, error_node, error_message, retry_of, next_sequence, parent, parent_step, depth, cancel_requested, owner
FROM run
WHERE workspace = $1
    AND flow = $2
    AND EXISTS (SELECT 1 FROM run_data WHERE run_data.run = run.id)
ORDER BY id DESC
LIMIT 1
