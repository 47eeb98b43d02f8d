SELECT role FROM member WHERE workspace = $1 AND person = $2
