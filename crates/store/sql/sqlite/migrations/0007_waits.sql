-- Runs that wait for an event, and events that came before their run.

-- Events are kept for a while, so that a wait that begins later finds them. `position`
-- counts within name and key, in the order of the commits. `removable_at` is at least as
-- late as `expires_at`: for so long the sender's key is known. `is_open`: not all flows
-- that begin with the event have begun.
CREATE TABLE signal (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    data TEXT NOT NULL,
    once_key TEXT,
    once_hash BLOB,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    removable_at INTEGER NOT NULL,
    is_open INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX signal_by_key ON signal (workspace, name, key, position);
CREATE UNIQUE INDEX signal_once ON signal (workspace, once_key) WHERE once_key IS NOT NULL;
CREATE INDEX signal_open ON signal (id) WHERE is_open = 1;
CREATE INDEX signal_by_end ON signal (removable_at);

-- The lock that an event and a wait of the same name and key both take, and the last
-- position that was given there.
CREATE TABLE signal_key (
    workspace BLOB NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (workspace, name, key)
) STRICT, WITHOUT ROWID;

-- `seen`: the wait has looked at the events up to this position. `is_due`: there is one
-- it has not looked at. A wait that an event ended stays as `is_over` until its run ends,
-- so that the next wait of the same node does not find the same event again.
CREATE TABLE wait (
    run BLOB NOT NULL,
    frame INTEGER NOT NULL,
    node TEXT NOT NULL,
    workspace BLOB NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    ends_at INTEGER,
    created_at INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    is_due INTEGER NOT NULL,
    is_over INTEGER NOT NULL,
    PRIMARY KEY (run, frame, node)
) STRICT, WITHOUT ROWID;

CREATE INDEX wait_by_key ON wait (workspace, name, key);
CREATE INDEX wait_due ON wait (run) WHERE is_due = 1;

-- The event a published flow begins with.
ALTER TABLE flow_trigger ADD COLUMN event TEXT;
CREATE INDEX flow_trigger_by_event ON flow_trigger (workspace, event) WHERE event IS NOT NULL;
