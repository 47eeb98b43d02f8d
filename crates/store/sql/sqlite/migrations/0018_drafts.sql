-- What somebody has changed in a flow and not published yet. `draft` is from now on what
-- everybody else begins with: the flow as published last, or as it was made.
-- `base` is the number of the version it was begun from; null: none was published.
CREATE TABLE person_draft (
    flow BLOB NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    person BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    workspace BLOB NOT NULL,
    base INTEGER,
    revision INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (flow, person)
) STRICT;

CREATE INDEX person_draft_by_person ON person_draft (person, workspace);

-- What is not published yet belongs to whoever saved last.
INSERT INTO person_draft (flow, person, workspace, base, revision, updated_at, document)
SELECT flow.id, person.id, flow.workspace, flow.version_number, flow.revision, flow.updated_at, draft.document
FROM flow
JOIN draft ON draft.flow = flow.id
JOIN person ON person.id = flow.updated_by
WHERE flow.version IS NOT NULL AND flow.published_revision <> flow.revision;

UPDATE draft
SET document = (SELECT version.document FROM flow JOIN version ON version.id = flow.version WHERE flow.id = draft.flow)
WHERE flow IN (SELECT flow FROM person_draft);
