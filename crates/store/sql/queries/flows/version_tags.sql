SELECT number, tag
FROM version_tag
WHERE workspace = $1 AND flow = $2 AND number >= $3 AND number <= $4
ORDER BY number, tag
