UPDATE seen_mark SET seen_at = $5 WHERE workspace = $1 AND flow = $2 AND scope = $3 AND mark = $4
