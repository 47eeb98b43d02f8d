UPDATE owner SET seen_at = $2, expires_at = $3, load = $4, watched = $5 WHERE id = $1
