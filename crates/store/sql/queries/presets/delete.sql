DELETE FROM preset WHERE workspace = $1 AND id = $2
