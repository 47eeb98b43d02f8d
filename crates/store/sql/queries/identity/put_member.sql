INSERT INTO member (workspace, person, role) VALUES ($1, $2, $3)
ON CONFLICT (workspace, person) DO UPDATE SET role = excluded.role
