DELETE FROM inbox WHERE created_at < $1
