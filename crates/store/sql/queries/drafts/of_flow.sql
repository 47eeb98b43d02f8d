SELECT person, base, revision, updated_at
FROM person_draft
WHERE workspace = $1 AND flow = $2
ORDER BY revision DESC
