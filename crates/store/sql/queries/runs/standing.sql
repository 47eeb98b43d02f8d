SELECT next_sequence, status, flow, owner FROM run WHERE id = $1 AND workspace = $2
