DELETE FROM flow_test WHERE workspace = $1 AND flow = $2 AND id = $3
