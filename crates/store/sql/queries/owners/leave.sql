DELETE FROM owner WHERE id = $1 RETURNING id, host, process, role
