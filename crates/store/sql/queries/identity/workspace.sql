SELECT id, organisation, name, time_zone, created_at FROM workspace WHERE id = $1
