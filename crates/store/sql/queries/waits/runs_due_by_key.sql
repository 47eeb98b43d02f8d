SELECT DISTINCT run FROM wait WHERE workspace = $1 AND name = $2 AND key = $3 AND is_due = 1 ORDER BY run
