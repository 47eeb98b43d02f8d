UPDATE signal SET is_open = 0 WHERE workspace = $1 AND id = $2
