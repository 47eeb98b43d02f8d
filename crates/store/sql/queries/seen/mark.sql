SELECT step FROM seen_mark WHERE workspace = $1 AND flow = $2 AND scope = $3 AND mark = $4
