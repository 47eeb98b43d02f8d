SELECT flow_trigger.next_at
FROM flow_trigger
JOIN flow ON flow.id = flow_trigger.flow
WHERE flow_trigger.next_at IS NOT NULL AND flow.state = $1
ORDER BY flow_trigger.next_at
LIMIT 1
