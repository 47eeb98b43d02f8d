-- $2 is a pattern with the credential's id.
SELECT COUNT(*)
FROM flow
JOIN draft ON draft.flow = flow.id
LEFT JOIN version ON version.id = flow.version
WHERE flow.workspace = $1
    AND (draft.document LIKE $2 ESCAPE '\'
        OR version.document LIKE $2 ESCAPE '\'
        OR EXISTS (SELECT 1 FROM person_draft WHERE person_draft.flow = flow.id AND person_draft.document LIKE $2 ESCAPE '\'))
