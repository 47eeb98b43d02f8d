UPDATE owner_gone SET emptied = 1
WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM run WHERE run.owner = $1 AND run.status NOT BETWEEN 3 AND 5)
