SELECT workspace, name, key
FROM signal_key
WHERE NOT EXISTS (
        SELECT 1 FROM signal
        WHERE signal.workspace = signal_key.workspace AND signal.name = signal_key.name AND signal.key = signal_key.key
    ) AND NOT EXISTS (
        SELECT 1 FROM wait
        WHERE wait.workspace = signal_key.workspace AND wait.name = signal_key.name AND wait.key = signal_key.key
    )
LIMIT $1
