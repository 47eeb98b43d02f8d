INSERT INTO workspace (id, organisation, name, time_zone, created_at) VALUES ($1, $2, $3, $4, $5)
