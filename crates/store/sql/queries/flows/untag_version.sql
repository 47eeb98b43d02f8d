DELETE FROM version_tag
WHERE workspace = $1 AND flow = $2 AND number = $3
