INSERT INTO limit_place (workspace, place, used, changed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (workspace, place) DO UPDATE SET changed_at = excluded.changed_at
