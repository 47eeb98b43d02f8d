SELECT COUNT(*) FROM run WHERE flow = $1 AND status NOT BETWEEN 3 AND 5 AND workspace = $2
