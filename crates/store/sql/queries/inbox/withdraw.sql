DELETE FROM inbox WHERE id = $1 AND taker IS NULL AND answer IS NULL
