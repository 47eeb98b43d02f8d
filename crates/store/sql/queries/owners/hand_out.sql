-- Only while it sleeps by what is written: nothing of it is under way then.
UPDATE run SET owner = NULL WHERE id = $1 AND owner = $2 AND status IN (1, 2, 6)
