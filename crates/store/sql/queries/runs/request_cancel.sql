UPDATE run SET cancel_requested = 1 WHERE parent = $1 AND parent_step = $2 AND workspace = $3 AND status NOT BETWEEN 3 AND 5
