SELECT DISTINCT name, key FROM wait WHERE workspace = $1 AND run = $2
