INSERT INTO poll_place (workspace, flow, node, place, updated_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (flow, node) DO UPDATE SET place = excluded.place, updated_at = excluded.updated_at
WHERE poll_place.workspace = excluded.workspace
