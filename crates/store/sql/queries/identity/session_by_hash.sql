SELECT session.id, session.person, session.token_hash, session.created_at, session.last_seen_at, session.expires_at, session.user_agent,
    person.id, person.organisation, person.name, person.email, person.password_hash, person.created_at, person.disabled_at
FROM session
JOIN person ON person.id = session.person
WHERE session.token_hash = $1 AND session.expires_at > $2 AND person.disabled_at IS NULL
