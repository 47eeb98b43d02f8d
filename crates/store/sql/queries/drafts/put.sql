INSERT INTO person_draft (workspace, flow, person, base, revision, updated_at, document)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (flow, person) DO UPDATE
SET base = excluded.base, revision = excluded.revision, updated_at = excluded.updated_at, document = excluded.document
