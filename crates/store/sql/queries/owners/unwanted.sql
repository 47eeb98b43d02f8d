-- Runs whose parent does not want them any more.
SELECT id FROM run WHERE owner = $1 AND cancel_requested = 1 AND status NOT BETWEEN 3 AND 5
