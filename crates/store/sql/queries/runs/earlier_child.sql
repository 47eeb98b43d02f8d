SELECT id FROM run WHERE parent = $1 AND parent_step = $2 AND workspace = $3
