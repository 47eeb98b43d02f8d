SELECT flow_trigger.id, flow_trigger.node, flow_trigger.subscription, flow_trigger.webhook_path, flow_trigger.next_at, flow_trigger.event, flow_trigger.workspace, flow_trigger.flow, flow_trigger.version, flow.state
FROM flow_trigger
JOIN flow ON flow.id = flow_trigger.flow
WHERE flow_trigger.workspace = $1 AND flow_trigger.event = $2 AND flow.state = $3
ORDER BY flow_trigger.id
