SELECT system FROM flow WHERE id = $1
