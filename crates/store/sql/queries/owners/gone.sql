SELECT id, host, process, role, gone_at, crashed, emptied FROM owner_gone ORDER BY gone_at DESC, id LIMIT $1
