SELECT DISTINCT run FROM wait WHERE is_due = 1 AND run > $1 ORDER BY run LIMIT $2
