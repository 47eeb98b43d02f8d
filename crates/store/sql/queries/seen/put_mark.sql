INSERT INTO seen_mark (workspace, flow, scope, mark, step, seen_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (flow, scope, mark) DO NOTHING
