DELETE FROM wait WHERE workspace = $1 AND run = $2 AND node = $3 AND name = $4 AND key = $5 AND is_over = 1
