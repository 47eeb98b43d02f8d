UPDATE draft
SET document = $3
WHERE flow = $2 AND EXISTS (SELECT 1 FROM flow WHERE flow.id = $2 AND flow.workspace = $1)
