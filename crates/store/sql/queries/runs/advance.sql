UPDATE run
SET next_sequence = $2, status = $3, wake_at = $4, finished_at = $5, error_node = $6, error_message = $7
WHERE id = $1
