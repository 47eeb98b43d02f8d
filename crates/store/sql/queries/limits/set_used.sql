UPDATE limit_place SET used = $3, changed_at = $4 WHERE workspace = $1 AND place = $2
