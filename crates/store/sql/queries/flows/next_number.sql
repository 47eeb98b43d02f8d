SELECT COALESCE(MAX(number), 0) + 1 FROM version WHERE flow = $1 AND number IS NOT NULL
