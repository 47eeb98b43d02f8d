-- Ended runs of a flow that are older than the newest $2 ended ones. One whose parent is under way stays: what it gave
-- may not have reached it.
SELECT id
FROM (SELECT id, parent FROM run WHERE flow = $1 AND status BETWEEN 3 AND 5 ORDER BY id DESC LIMIT $3 OFFSET $2) AS old
WHERE NOT EXISTS (SELECT 1 FROM run AS parent WHERE parent.id = old.parent AND parent.status NOT BETWEEN 3 AND 5)
