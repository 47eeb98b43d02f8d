DELETE FROM owner_gone WHERE emptied = 1 AND gone_at < $1
