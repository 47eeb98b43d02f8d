-- The oldest beyond the size of the history.
DELETE FROM seen_mark
WHERE workspace = $1 AND flow = $2 AND scope = $3 AND mark IN (
  SELECT mark FROM seen_mark AS old
  WHERE old.flow = $2 AND old.scope = $3
  ORDER BY old.seen_at DESC, old.mark DESC
  LIMIT 100000 OFFSET $4
)
