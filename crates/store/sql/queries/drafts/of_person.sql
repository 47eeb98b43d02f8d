SELECT flow FROM person_draft WHERE workspace = $1 AND person = $2
