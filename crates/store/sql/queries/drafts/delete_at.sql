DELETE FROM person_draft WHERE workspace = $1 AND flow = $2 AND person = $3 AND revision = $4
