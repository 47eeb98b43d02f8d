SELECT flow_trigger.id, flow_trigger.node, flow_trigger.subscription, flow_trigger.webhook_path, flow_trigger.next_at, flow_trigger.event, flow_trigger.workspace, flow_trigger.flow, flow_trigger.version, flow.state
FROM flow_trigger
JOIN flow ON flow.id = flow_trigger.flow
WHERE flow_trigger.webhook_path IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)
