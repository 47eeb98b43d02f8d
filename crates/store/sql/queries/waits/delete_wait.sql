DELETE FROM wait WHERE workspace = $1 AND run = $2 AND frame = $3 AND node = $4
