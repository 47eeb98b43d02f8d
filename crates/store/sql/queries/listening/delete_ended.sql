DELETE FROM test_address WHERE until <= $1
