SELECT person.id, person.organisation, person.name, person.email, person.password_hash, person.created_at, person.disabled_at, member.role
FROM member
JOIN person ON person.id = member.person
WHERE member.workspace = $1
ORDER BY lower(person.name), person.id
