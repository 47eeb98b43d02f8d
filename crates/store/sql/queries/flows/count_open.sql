SELECT COUNT(*) FROM run WHERE flow = $1 AND status < 3 AND workspace = $2
