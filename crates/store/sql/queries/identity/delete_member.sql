DELETE FROM member WHERE workspace = $1 AND person = $2
