SELECT id, document FROM version WHERE flow = $1 AND fingerprint = $2 AND number IS NULL AND workspace = $3
