-- Ended runs that began before the least id that is kept. One whose parent is under way stays: what it gave may not
-- have reached it.
SELECT id, flow
FROM run
WHERE id < $1
    AND status BETWEEN 3 AND 5
    AND NOT EXISTS (SELECT 1 FROM run AS parent WHERE parent.id = run.parent AND parent.status NOT BETWEEN 3 AND 5)
ORDER BY id
LIMIT $2
