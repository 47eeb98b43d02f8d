SELECT id, once_hash FROM signal WHERE workspace = $1 AND once_key = $2
