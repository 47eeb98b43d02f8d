DELETE FROM session WHERE person = $1 AND (id <> $2 OR $2 IS NULL)
