SELECT 1
FROM flow_trigger
JOIN flow ON flow.id = flow_trigger.flow
WHERE flow_trigger.workspace = $1 AND flow_trigger.event = $2 AND flow.state = $3
LIMIT 1
