-- Elsewhere ($3 = 0) only while nothing of it can begin or is under way here.
UPDATE workspace SET region = $2
WHERE id = $1 AND ($3 = 1 OR (
    NOT EXISTS (
        SELECT 1 FROM flow_trigger JOIN flow ON flow.id = flow_trigger.flow
        WHERE flow_trigger.workspace = $1 AND flow.state = $4
    )
    AND NOT EXISTS (SELECT 1 FROM run WHERE run.workspace = $1 AND run.status NOT BETWEEN 3 AND 5)
))
