-- Moves runs forward whose next chunk is the given one. Gives how each run stood before:
-- its flow, its next sequence, its status, whether it was moved, and whether $10 (null:
-- any process) owns it.
WITH given AS (
    SELECT *
    FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::integer[], $6::bigint[], $7::bigint[], $8::text[], $9::text[])
        AS given (id, workspace, sequence, next_sequence, status, wake_at, finished_at, error_node, error_message)
),
standing AS (
    SELECT run.id, run.flow, run.next_sequence, run.status, ($10::uuid IS NULL OR run.owner IS NOT DISTINCT FROM $10::uuid) AS is_own
    FROM run
    JOIN given ON given.id = run.id AND given.workspace = run.workspace
    ORDER BY run.id
    FOR UPDATE OF run
),
moved AS (
    UPDATE run
    SET next_sequence = given.next_sequence, status = given.status, wake_at = given.wake_at,
        finished_at = given.finished_at, error_node = given.error_node, error_message = given.error_message
    FROM given
    JOIN standing ON standing.id = given.id AND standing.next_sequence = given.sequence AND standing.is_own
    WHERE run.id = given.id
    RETURNING run.id
)
SELECT standing.id, standing.flow, standing.next_sequence, standing.status, moved.id IS NOT NULL, standing.is_own
FROM standing
LEFT JOIN moved ON moved.id = standing.id
