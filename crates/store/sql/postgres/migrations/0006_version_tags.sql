-- What people call published versions; the versions themselves are never changed.
CREATE TABLE version_tag (
    workspace UUID NOT NULL,
    flow UUID NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    tag TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (flow, number, tag)
);

CREATE POLICY of_workspace ON version_tag USING (towpath_sees(workspace));
ALTER TABLE version_tag ENABLE ROW LEVEL SECURITY;
ALTER TABLE version_tag FORCE ROW LEVEL SECURITY;
