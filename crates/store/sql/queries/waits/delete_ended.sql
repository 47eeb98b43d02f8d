DELETE FROM signal
WHERE id IN (
    SELECT ended.id
    FROM signal AS ended
    WHERE ended.removable_at <= $1 AND ended.is_open = 0 AND NOT EXISTS (
        SELECT 1 FROM wait
        WHERE wait.workspace = ended.workspace AND wait.name = ended.name AND wait.key = ended.key AND wait.is_due = 1
    )
    LIMIT $2
)
