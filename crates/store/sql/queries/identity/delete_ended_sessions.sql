DELETE FROM session WHERE person = $1 AND expires_at <= $2
