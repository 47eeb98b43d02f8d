-- One whose commit is under way is passed by: it is looked at again with the next beat.
WITH found (over) AS (
    SELECT id FROM owner WHERE expires_at < $1
    FOR UPDATE SKIP LOCKED
)
DELETE FROM owner WHERE id IN (SELECT over FROM found)
RETURNING id, host, process, role
