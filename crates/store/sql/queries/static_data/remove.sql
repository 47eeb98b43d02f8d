DELETE FROM flow_static WHERE workspace = $1 AND flow = $2 AND scope = $3 AND name = $4
