UPDATE wait SET is_due = 1 WHERE workspace = $1 AND name = $2 AND key = $3 AND is_over = 0
