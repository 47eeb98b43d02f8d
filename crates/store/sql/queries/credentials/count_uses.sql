-- $2 is a pattern with the credential's id.
SELECT COUNT(*)
FROM flow
JOIN draft ON draft.flow = flow.id
LEFT JOIN version ON version.id = flow.version
WHERE flow.workspace = $1 AND (draft.document LIKE $2 ESCAPE '\' OR version.document LIKE $2 ESCAPE '\')
