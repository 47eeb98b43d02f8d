SELECT flow, entries FROM run_static
WHERE workspace = $1 AND run = $2 AND sequence < $3
ORDER BY sequence DESC
LIMIT 1
