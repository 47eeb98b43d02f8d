INSERT INTO seen_most (workspace, flow, scope, most, before, step)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (flow, scope) DO UPDATE SET most = excluded.most, before = excluded.before, step = excluded.step
