SELECT draft.document
FROM flow
JOIN draft ON draft.flow = flow.id
WHERE flow.workspace = $1 AND flow.id = $2
