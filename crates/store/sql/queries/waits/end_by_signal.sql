UPDATE wait SET seen = $5, is_due = 0, is_over = 1 WHERE workspace = $1 AND run = $2 AND frame = $3 AND node = $4
