SELECT used FROM limit_place WHERE workspace = $1 AND place = $2
