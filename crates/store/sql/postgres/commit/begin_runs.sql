-- Gives the runs that were begun: neither there yet, nor begun by the same step of their parent.
INSERT INTO run (id, workspace, flow, version, version_number, mode, status, system, next_sequence, started_at, finished_at, wake_at, error_node, error_message, retry_of, parent, parent_step, depth, owner)
SELECT given.id, given.workspace, given.flow, given.version, given.version_number, given.mode, given.status,
    COALESCE((SELECT flow.system FROM flow WHERE flow.id = given.flow), 0),
    given.next_sequence, given.started_at, given.finished_at, given.wake_at, given.error_node, given.error_message, given.retry_of,
    given.parent, given.parent_step, given.depth,
    CASE WHEN given.status BETWEEN 3 AND 5 THEN NULL ELSE $18::uuid END
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::integer[], $7::integer[], $8::integer[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::text[], $14::uuid[], $15::uuid[], $16::text[], $17::integer[])
    AS given (id, workspace, flow, version, version_number, mode, status, next_sequence, started_at, finished_at, wake_at, error_node, error_message, retry_of, parent, parent_step, depth)
ON CONFLICT DO NOTHING
RETURNING id
