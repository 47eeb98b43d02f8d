UPDATE run SET owner = NULL WHERE id = $1 AND owner = $2
