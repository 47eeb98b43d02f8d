DELETE FROM session WHERE person = $1 AND id = $2
