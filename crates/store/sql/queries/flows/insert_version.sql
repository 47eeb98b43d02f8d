INSERT INTO version (id, flow, workspace, number, note, document, created_at, created_by, fingerprint)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO NOTHING
