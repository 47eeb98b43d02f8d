SELECT result FROM done_step WHERE workspace = $1 AND step = $2
