DELETE FROM limit_place
WHERE changed_at < $1
