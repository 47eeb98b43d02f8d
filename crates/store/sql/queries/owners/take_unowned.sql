WITH found (taken) AS (
    SELECT id FROM run WHERE owner IS NULL AND status NOT BETWEEN 3 AND 5 ORDER BY id LIMIT $2
    FOR UPDATE SKIP LOCKED
)
UPDATE run SET owner = $1 FROM found WHERE id = taken
RETURNING id, workspace, flow, status, wake_at, cancel_requested
