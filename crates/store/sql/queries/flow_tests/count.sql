SELECT count(*) FROM flow_test WHERE workspace = $1 AND flow = $2
