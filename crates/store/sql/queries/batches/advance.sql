-- Only forwards: a second worker that comes later changes nothing.
UPDATE run_batch SET position = $3, refused = $4, finished_at = $5 WHERE workspace = $1 AND id = $2 AND position < $3
