-- What was asked of runs this process owns, of runs that are over or gone, and of anyone ($3:
-- whether this process begins runs). What a dead process took is taken again.
WITH found (taken) AS (
    SELECT inbox.id
    FROM inbox
    LEFT JOIN run ON run.id = inbox.run
    WHERE inbox.answer IS NULL
        AND (inbox.taker IS NULL OR NOT EXISTS (SELECT 1 FROM owner WHERE owner.id = inbox.taker))
        AND ((inbox.run IS NULL AND $3 = 1) OR (inbox.run IS NOT NULL AND (run.id IS NULL OR run.owner = $1 OR run.status BETWEEN 3 AND 5)))
    ORDER BY inbox.id
    LIMIT $2
    FOR UPDATE OF inbox SKIP LOCKED
)
UPDATE inbox SET taker = $1 FROM found WHERE id = taken
RETURNING id, asker, workspace, run, body
