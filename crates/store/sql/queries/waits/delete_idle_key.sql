DELETE FROM signal_key
WHERE workspace = $1 AND name = $2 AND key = $3
    AND NOT EXISTS (SELECT 1 FROM signal WHERE signal.workspace = $1 AND signal.name = $2 AND signal.key = $3)
    AND NOT EXISTS (SELECT 1 FROM wait WHERE wait.workspace = $1 AND wait.name = $2 AND wait.key = $3)
