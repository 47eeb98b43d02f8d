INSERT INTO person (id, organisation, name, email, password_hash, created_at, disabled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (email) DO NOTHING
