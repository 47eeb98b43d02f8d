DELETE FROM inbox WHERE asker = $1 AND answer IS NOT NULL RETURNING id, answer
