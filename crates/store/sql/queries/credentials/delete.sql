DELETE FROM credential WHERE workspace = $1 AND id = $2
