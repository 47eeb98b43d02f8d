INSERT INTO owner (id, host, process, role, version, started_at, seen_at, expires_at, load, watched)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, '{}', $8)
ON CONFLICT (id) DO NOTHING
