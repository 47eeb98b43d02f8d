-- Held until the end of the transaction, so that an event and a wait see each other.
INSERT INTO signal_key (workspace, name, key, position)
VALUES ($1, $2, $3, 1)
ON CONFLICT (workspace, name, key) DO UPDATE SET position = signal_key.position + 1
RETURNING position
