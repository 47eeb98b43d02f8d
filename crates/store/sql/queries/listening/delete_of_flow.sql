DELETE FROM test_address WHERE workspace = $1 AND flow = $2
