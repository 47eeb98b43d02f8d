DELETE FROM flow WHERE workspace = $1 AND id = $2
