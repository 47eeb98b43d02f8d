DELETE FROM message_status WHERE message IN (SELECT id FROM message WHERE run = $1)
