-- The first schema. Ids are 16 bytes (UUIDv7, so they grow with time), instants are
-- milliseconds since the epoch, truths are 0 and 1. Every row of a tenant names its workspace.

CREATE TABLE organisation (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE workspace (
    id BLOB NOT NULL PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    sealed_key BLOB
) STRICT, WITHOUT ROWID;

-- `user` is a reserved word in PostgreSQL.
CREATE TABLE person (
    id BLOB NOT NULL PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    workspace BLOB NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    person BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    role INTEGER NOT NULL,
    PRIMARY KEY (workspace, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_by_person ON member (person);

CREATE TABLE session (
    id BLOB NOT NULL PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    user_agent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_person ON session (person);

CREATE TABLE api_token (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_token_by_workspace ON api_token (workspace, id);

-- `search` is name and description in lower case: LIKE then means the same in every database.
CREATE TABLE flow (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL REFERENCES workspace (id),
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    state INTEGER NOT NULL,
    version BLOB,
    version_number INTEGER,
    revision INTEGER NOT NULL,
    published_revision INTEGER,
    trigger_kinds TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by BLOB,
    system INTEGER NOT NULL,
    search TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX flow_by_change ON flow (workspace, updated_at, id);

CREATE TABLE draft (
    flow BLOB NOT NULL PRIMARY KEY REFERENCES flow (id) ON DELETE CASCADE,
    document TEXT NOT NULL
) STRICT;

-- Outlives its flow while there are runs of it, so it does not refer to the flow.
-- `number` is null for the snapshot of a draft; `fingerprint` finds an equal one.
CREATE TABLE version (
    id BLOB NOT NULL PRIMARY KEY,
    flow BLOB NOT NULL,
    workspace BLOB NOT NULL,
    number INTEGER,
    note TEXT NOT NULL,
    fingerprint INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB,
    document TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX version_by_number ON version (flow, number);
CREATE INDEX snapshot_by_content ON version (flow, fingerprint) WHERE number IS NULL;

CREATE TABLE flow_trigger (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    version BLOB NOT NULL,
    node TEXT NOT NULL,
    subscription TEXT NOT NULL,
    webhook_path TEXT UNIQUE,
    next_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX flow_trigger_by_flow ON flow_trigger (flow);
CREATE INDEX flow_trigger_due ON flow_trigger (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE credential (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL REFERENCES workspace (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    public TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX credential_by_workspace ON credential (workspace);

CREATE TABLE audit (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_by_workspace ON audit (workspace, id);

-- The hot path. `run` is narrow, for lists; `next_sequence` is the number its next chunk
-- must have, so a record that comes twice or too late is refused. No foreign keys here: each would be a look-up per run.
CREATE TABLE run (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    flow BLOB NOT NULL,
    version BLOB NOT NULL,
    version_number INTEGER,
    mode INTEGER NOT NULL,
    status INTEGER NOT NULL,
    system INTEGER NOT NULL,
    next_sequence INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    wake_at INTEGER,
    error_node TEXT,
    error_message TEXT,
    retry_of BLOB
) STRICT, WITHOUT ROWID;

-- A status below 3 is an open one. A run that ends with its first record never enters those two.
CREATE INDEX run_by_workspace ON run (workspace, id) WHERE system = 0;
CREATE INDEX run_by_flow ON run (flow, id);
CREATE INDEX run_open ON run (id) WHERE status < 3;
CREATE INDEX run_open_by_flow ON run (flow) WHERE status < 3;

-- With a row id, unlike the others: in an index tree a chunk over a quarter of a page would spill.
CREATE TABLE run_data (
    run BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    chunk BLOB NOT NULL,
    PRIMARY KEY (run, sequence)
) STRICT;

-- Ended runs by flow and quarter of an hour; added once per commit of many runs.
CREATE TABLE run_count (
    flow BLOB NOT NULL,
    quarter INTEGER NOT NULL,
    finished INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (flow, quarter)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_count_by_quarter ON run_count (quarter);

CREATE TABLE idempotency (
    workspace BLOB NOT NULL,
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    run BLOB NOT NULL,
    body_hash BLOB NOT NULL,
    answer BLOB,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_end ON idempotency (expires_at);

CREATE TABLE message (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    run BLOB NOT NULL,
    node TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    provider TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    status TEXT NOT NULL,
    segments INTEGER,
    sent_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX message_by_run ON message (run);
CREATE INDEX message_by_provider ON message (workspace, provider, provider_id);

CREATE TABLE message_status (
    message BLOB NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    at INTEGER NOT NULL,
    detail TEXT,
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX message_status_once ON message_status (message, status);

CREATE TABLE job (
    id BLOB NOT NULL PRIMARY KEY,
    workspace BLOB NOT NULL,
    run BLOB NOT NULL,
    kind TEXT NOT NULL,
    scheduled_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX job_by_run ON job (run);

-- Written by the readiness check: reading alone would not notice a full disk.
CREATE TABLE pulse (
    id INTEGER PRIMARY KEY,
    beats INTEGER NOT NULL
) STRICT;
