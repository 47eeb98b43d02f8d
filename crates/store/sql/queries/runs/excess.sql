-- Ended runs of a flow that are older than the newest $2 ended ones.
SELECT id FROM run WHERE flow = $1 AND status >= 3 ORDER BY id DESC LIMIT $3 OFFSET $2
