-- What an earlier record kept stays until this one's is certain to count.
DELETE FROM run_static
WHERE workspace = $1 AND run = $2
  AND sequence < (SELECT MAX(sequence) FROM run_static WHERE workspace = $1 AND run = $2 AND sequence < $3)
