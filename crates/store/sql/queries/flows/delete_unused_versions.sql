-- The versions of a removed flow that no run needs any more.
DELETE FROM version
WHERE flow = $1
    AND NOT EXISTS (SELECT 1 FROM flow WHERE flow.id = $1)
    AND id NOT IN (SELECT run.version FROM run WHERE run.flow = $1)
