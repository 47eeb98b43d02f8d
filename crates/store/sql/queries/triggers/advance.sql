UPDATE flow_trigger SET next_at = $3 WHERE id = $1 AND next_at = $2
