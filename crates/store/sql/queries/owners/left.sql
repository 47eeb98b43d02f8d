SELECT id FROM owner_gone WHERE emptied = 0 ORDER BY id
