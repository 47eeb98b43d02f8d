INSERT INTO owner_gone (id, host, process, role, gone_at, crashed, emptied)
VALUES ($1, $2, $3, $4, $5, $6, 0)
ON CONFLICT (id) DO NOTHING
