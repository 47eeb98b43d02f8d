UPDATE workspace SET name = $2, time_zone = $3 WHERE id = $1
