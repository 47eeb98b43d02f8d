SELECT region FROM workspace WHERE id = $1
