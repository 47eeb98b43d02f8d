SELECT status, at, detail FROM message_status WHERE message = $1 ORDER BY position
