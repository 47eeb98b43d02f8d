-- The first schema, as on SQLite. Ids are UUIDv7, so they grow with time, instants are
-- milliseconds since the epoch, truths are 0 and 1. Every row of a tenant names its
-- workspace. Texts are compared byte by byte, so that lists have one order everywhere.

CREATE TABLE organisation (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE workspace (
    id UUID NOT NULL PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisation (id),
    name TEXT COLLATE "C" NOT NULL,
    time_zone TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    sealed_key BYTEA
);

-- `user` is a reserved word in PostgreSQL.
CREATE TABLE person (
    id UUID NOT NULL PRIMARY KEY,
    organisation UUID NOT NULL REFERENCES organisation (id),
    name TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL UNIQUE,
    password_hash TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE member (
    workspace UUID NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    person UUID NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    role INTEGER NOT NULL,
    PRIMARY KEY (workspace, person)
);

CREATE INDEX member_by_person ON member (person);

CREATE TABLE session (
    id UUID NOT NULL PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT COLLATE "C" NOT NULL
);

CREATE INDEX session_by_person ON session (person);

CREATE TABLE api_token (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    scopes TEXT COLLATE "C" NOT NULL,
    created_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    expires_at BIGINT
);

CREATE INDEX api_token_by_workspace ON api_token (workspace, id);

-- `search` is name and description in lower case: LIKE then means the same in every database.
CREATE TABLE flow (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL REFERENCES workspace (id),
    name TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    state INTEGER NOT NULL,
    version UUID,
    version_number INTEGER,
    revision BIGINT NOT NULL,
    published_revision BIGINT,
    trigger_kinds TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by UUID,
    system INTEGER NOT NULL,
    search TEXT COLLATE "C" NOT NULL
);

CREATE INDEX flow_by_change ON flow (workspace, updated_at, id);

CREATE TABLE draft (
    flow UUID NOT NULL PRIMARY KEY REFERENCES flow (id) ON DELETE CASCADE,
    document TEXT COLLATE "C" NOT NULL
);

-- Outlives its flow while there are runs of it, so it does not refer to the flow.
-- `number` is null for the snapshot of a draft; `fingerprint` finds an equal one.
CREATE TABLE version (
    id UUID NOT NULL PRIMARY KEY,
    flow UUID NOT NULL,
    workspace UUID NOT NULL,
    number INTEGER,
    note TEXT COLLATE "C" NOT NULL,
    fingerprint BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by UUID,
    document TEXT COLLATE "C" NOT NULL
);

CREATE UNIQUE INDEX version_by_number ON version (flow, number);
CREATE INDEX snapshot_by_content ON version (flow, fingerprint) WHERE number IS NULL;

CREATE TABLE flow_trigger (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    flow UUID NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    version UUID NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    subscription TEXT COLLATE "C" NOT NULL,
    webhook_path TEXT COLLATE "C" UNIQUE,
    next_at BIGINT
);

CREATE INDEX flow_trigger_by_flow ON flow_trigger (flow);
CREATE INDEX flow_trigger_due ON flow_trigger (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE credential (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL REFERENCES workspace (id),
    name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    public TEXT COLLATE "C" NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    created_by UUID NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX credential_by_workspace ON credential (workspace);

CREATE TABLE audit (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID,
    at BIGINT NOT NULL,
    actor_kind TEXT COLLATE "C" NOT NULL,
    actor_id TEXT COLLATE "C" NOT NULL,
    actor_name TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);

CREATE INDEX audit_by_workspace ON audit (workspace, id);

-- The hot path. `run` is narrow, for lists; `next_sequence` is the number its next chunk
-- must have, so a record that comes twice or too late is refused. No foreign keys here: each would be a look-up per run.
CREATE TABLE run (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    flow UUID NOT NULL,
    version UUID NOT NULL,
    version_number INTEGER,
    mode INTEGER NOT NULL,
    status INTEGER NOT NULL,
    system INTEGER NOT NULL,
    next_sequence INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    wake_at BIGINT,
    error_node TEXT COLLATE "C",
    error_message TEXT COLLATE "C",
    retry_of UUID
);

-- A status below 3 is an open one. A run that ends with its first record never enters those two.
CREATE INDEX run_by_workspace ON run (workspace, id) WHERE system = 0;
CREATE INDEX run_by_flow ON run (flow, id);
CREATE INDEX run_open ON run (id) WHERE status < 3;
CREATE INDEX run_open_by_flow ON run (flow) WHERE status < 3;

CREATE TABLE run_data (
    run UUID NOT NULL,
    sequence INTEGER NOT NULL,
    chunk BYTEA NOT NULL,
    PRIMARY KEY (run, sequence)
);

-- Ended runs by flow and quarter of an hour; added once per commit of many runs. Each
-- lane has rows of its own, so that lanes never wait for each other.
CREATE TABLE run_count (
    flow UUID NOT NULL,
    quarter BIGINT NOT NULL,
    lane INTEGER NOT NULL DEFAULT 0,
    finished INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (flow, quarter, lane)
);

CREATE INDEX run_count_by_quarter ON run_count (quarter);

CREATE TABLE idempotency (
    workspace UUID NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    run UUID NOT NULL,
    body_hash BYTEA NOT NULL,
    answer BYTEA,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, scope, key)
);

CREATE INDEX idempotency_by_end ON idempotency (expires_at);

CREATE TABLE message (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    run UUID NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    recipient TEXT COLLATE "C" NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    provider_id TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    segments INTEGER,
    sent_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX message_by_run ON message (run);
CREATE INDEX message_by_provider ON message (workspace, provider, provider_id);

CREATE TABLE message_status (
    message UUID NOT NULL,
    position INTEGER NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    detail TEXT COLLATE "C",
    PRIMARY KEY (message, position)
);

CREATE UNIQUE INDEX message_status_once ON message_status (message, status);

CREATE TABLE job (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    run UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    scheduled_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX job_by_run ON job (run);

-- Written by the readiness check: reading alone would not notice a full disk.
CREATE TABLE pulse (
    id INTEGER NOT NULL PRIMARY KEY,
    beats BIGINT NOT NULL
);
