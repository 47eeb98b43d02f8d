SELECT scope, name, value FROM flow_static WHERE workspace = $1 AND flow = $2 ORDER BY scope, name
