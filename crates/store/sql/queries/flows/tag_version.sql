INSERT INTO version_tag (workspace, flow, number, tag)
VALUES ($1, $2, $3, $4)
ON CONFLICT (flow, number, tag) DO NOTHING
