-- The processes that share the database, and what they tell each other. One process has
-- a SQLite file to itself, so little of this is used here; it is the same in all databases.

-- One life of a process. Its runs name it; while its row is there, nobody else takes them.
CREATE TABLE owner (
    id BLOB NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    process INTEGER NOT NULL,
    role TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    load TEXT NOT NULL,
    watched BLOB NOT NULL
) STRICT;

-- Lives that are over and may have left runs behind.
CREATE TABLE owner_gone (
    id BLOB NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    process INTEGER NOT NULL,
    role TEXT NOT NULL,
    gone_at INTEGER NOT NULL,
    crashed INTEGER NOT NULL,
    emptied INTEGER NOT NULL
) STRICT;

-- Nobody owns the runs of a database that has one process.
ALTER TABLE run ADD COLUMN owner BLOB;

-- What a process asks of whoever owns a run, or of anyone who begins runs (`run` is null).
CREATE TABLE inbox (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    run BLOB,
    asker BLOB NOT NULL,
    taker BLOB,
    body BLOB NOT NULL,
    answer BLOB,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX inbox_open ON inbox (id) WHERE answer IS NULL;
CREATE INDEX inbox_answered ON inbox (asker) WHERE answer IS NOT NULL;

-- Test addresses that answer, and for whom (`listener` is opaque here).
CREATE TABLE test_address (
    path TEXT NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL,
    listener TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;

-- How often something changed that processes keep in memory.
CREATE TABLE change (
    topic TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT;
