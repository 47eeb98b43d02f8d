DELETE FROM message WHERE run = $1
