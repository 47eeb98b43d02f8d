SELECT flow_trigger.id, flow_trigger.node, flow_trigger.subscription, flow_trigger.webhook_path, flow_trigger.next_at, flow_trigger.event, flow_trigger.workspace, flow_trigger.flow, flow_trigger.version, flow.state
FROM flow_trigger
JOIN flow ON flow.id = flow_trigger.flow
WHERE flow_trigger.next_at <= $1 AND flow.state = $2
ORDER BY flow_trigger.next_at, flow_trigger.id
LIMIT $3
