SELECT next_sequence, status, flow FROM run WHERE id = $1 AND workspace = $2
