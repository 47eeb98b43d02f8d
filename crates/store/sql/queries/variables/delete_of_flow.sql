DELETE FROM variable WHERE workspace = $1 AND owner = $2
