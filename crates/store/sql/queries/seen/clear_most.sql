DELETE FROM seen_most WHERE workspace = $1 AND flow = $2 AND scope = $3
