-- Runs that wait for an event, and events that came before their run.

-- Events are kept for a while, so that a wait that begins later finds them. `position`
-- counts within name and key, in the order of the commits. `removable_at` is at least as
-- late as `expires_at`: for so long the sender's key is known. `is_open`: not all flows
-- that begin with the event have begun.
CREATE TABLE signal (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    data TEXT COLLATE "C" NOT NULL,
    once_key TEXT COLLATE "C",
    once_hash BYTEA,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    removable_at BIGINT NOT NULL,
    is_open INTEGER NOT NULL
);

CREATE UNIQUE INDEX signal_by_key ON signal (workspace, name, key, position);
CREATE UNIQUE INDEX signal_once ON signal (workspace, once_key) WHERE once_key IS NOT NULL;
CREATE INDEX signal_open ON signal (id) WHERE is_open = 1;
CREATE INDEX signal_by_end ON signal (removable_at);

-- The lock that an event and a wait of the same name and key both take, and the last
-- position that was given there.
CREATE TABLE signal_key (
    workspace UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (workspace, name, key)
);

-- `seen`: the wait has looked at the events up to this position. `is_due`: there is one
-- it has not looked at. A wait that an event ended stays as `is_over` until its run ends,
-- so that the next wait of the same node does not find the same event again.
CREATE TABLE wait (
    run UUID NOT NULL,
    frame INTEGER NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    workspace UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    ends_at BIGINT,
    created_at BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    is_due INTEGER NOT NULL,
    is_over INTEGER NOT NULL,
    PRIMARY KEY (run, frame, node)
);

CREATE INDEX wait_by_key ON wait (workspace, name, key);
CREATE INDEX wait_due ON wait (run) WHERE is_due = 1;

-- The event a published flow begins with.
ALTER TABLE flow_trigger ADD COLUMN event TEXT COLLATE "C";
CREATE INDEX flow_trigger_by_event ON flow_trigger (workspace, event) WHERE event IS NOT NULL;

CREATE POLICY of_workspace ON signal USING (towpath_sees(workspace));
ALTER TABLE signal ENABLE ROW LEVEL SECURITY;
ALTER TABLE signal FORCE ROW LEVEL SECURITY;

CREATE POLICY of_workspace ON signal_key USING (towpath_sees(workspace));
ALTER TABLE signal_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE signal_key FORCE ROW LEVEL SECURITY;

CREATE POLICY of_workspace ON wait USING (towpath_sees(workspace));
ALTER TABLE wait ENABLE ROW LEVEL SECURITY;
ALTER TABLE wait FORCE ROW LEVEL SECURITY;
