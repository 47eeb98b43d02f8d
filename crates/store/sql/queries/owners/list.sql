SELECT id, host, process, role, version, started_at, seen_at, expires_at, load FROM owner ORDER BY started_at, id
