SELECT id, name, created_at FROM organisation WHERE id = $1
