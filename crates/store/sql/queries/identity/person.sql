SELECT id, organisation, name, email, password_hash, created_at, disabled_at
FROM person
WHERE id = $1
