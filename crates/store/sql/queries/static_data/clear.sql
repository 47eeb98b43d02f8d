DELETE FROM flow_static WHERE workspace = $1 AND flow = $2
