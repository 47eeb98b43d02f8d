-- The path tells which workspace it is.
SELECT workspace, flow, listener, until FROM test_address WHERE path = $1 AND until > $2
