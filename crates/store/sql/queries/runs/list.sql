-- $3 and $4 have a bit for each wanted status and mode; 0 is all.
SELECT id, workspace, flow, version, version_number, mode, status, started_at, finished_at, wake_at, error_node, error_message, retry_of, next_sequence, parent, parent_step, depth, cancel_requested, owner
FROM run
WHERE workspace = $1
    AND system = 0
    AND id < $2
    AND ($3 = 0 OR (($3 >> status) & 1) = 1)
    AND ($4 = 0 OR (($4 >> mode) & 1) = 1)
    AND (started_at >= $5 OR $5 IS NULL)
    AND (started_at < $6 OR $6 IS NULL)
    AND (id = $7 OR $7 IS NULL)
    AND (lower(error_message) LIKE $8 ESCAPE '\' OR $8 IS NULL
        OR EXISTS (SELECT 1 FROM run_note
            WHERE run_note.run = run.id AND lower(run_note.name || '=' || run_note.value) LIKE $8 ESCAPE '\'))
ORDER BY id DESC
LIMIT $9
