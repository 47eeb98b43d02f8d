UPDATE wait
SET seen = $5,
    is_due = CASE WHEN EXISTS (
        SELECT 1 FROM signal
        WHERE signal.workspace = wait.workspace AND signal.name = wait.name AND signal.key = wait.key AND signal.position > $5
            AND signal.expires_at >= wait.created_at
    ) THEN 1 ELSE 0 END
WHERE workspace = $1 AND run = $2 AND frame = $3 AND node = $4 AND is_over = 0
