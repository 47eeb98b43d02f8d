SELECT count(*) FROM preset WHERE workspace = $1 AND kind = $2
