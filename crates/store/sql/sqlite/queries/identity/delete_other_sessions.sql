DELETE FROM session WHERE person = $1 AND ($2 IS NULL OR id <> $2)
