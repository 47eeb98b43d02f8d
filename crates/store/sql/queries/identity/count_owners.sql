SELECT COUNT(*) FROM member WHERE workspace = $1 AND role = $2
