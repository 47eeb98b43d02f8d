SELECT owner, status, COUNT(*) FROM run WHERE status NOT BETWEEN 3 AND 5 GROUP BY owner, status
