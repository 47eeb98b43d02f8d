-- The processes that share the database, and what they tell each other.

-- One life of a process. Its runs name it; while its row is there, nobody else takes them.
CREATE TABLE owner (
    id UUID NOT NULL PRIMARY KEY,
    host TEXT COLLATE "C" NOT NULL,
    process BIGINT NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    load TEXT COLLATE "C" NOT NULL,
    watched BYTEA NOT NULL
);

-- Lives that are over and may have left runs behind.
CREATE TABLE owner_gone (
    id UUID NOT NULL PRIMARY KEY,
    host TEXT COLLATE "C" NOT NULL,
    process BIGINT NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    gone_at BIGINT NOT NULL,
    crashed INTEGER NOT NULL,
    emptied INTEGER NOT NULL
);

-- Nobody owns the runs of a database that had one process.
ALTER TABLE run ADD COLUMN owner UUID;
DROP INDEX run_open;
CREATE INDEX run_owned ON run (owner, id) WHERE status NOT BETWEEN 3 AND 5;
CREATE INDEX run_unwanted ON run (owner) WHERE cancel_requested = 1 AND status NOT BETWEEN 3 AND 5;

-- What a process asks of whoever owns a run, or of anyone who begins runs (`run` is null).
CREATE TABLE inbox (
    id UUID NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    run UUID,
    asker UUID NOT NULL,
    taker UUID,
    body BYTEA NOT NULL,
    answer BYTEA,
    created_at BIGINT NOT NULL
);

CREATE INDEX inbox_open ON inbox (id) WHERE answer IS NULL;
CREATE INDEX inbox_answered ON inbox (asker) WHERE answer IS NOT NULL;

CREATE POLICY of_workspace ON inbox USING (towpath_sees(workspace));
ALTER TABLE inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox FORCE ROW LEVEL SECURITY;

-- Test addresses that answer, and for whom (`listener` is opaque here).
CREATE TABLE test_address (
    path TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    workspace UUID NOT NULL,
    flow UUID NOT NULL,
    listener TEXT COLLATE "C" NOT NULL,
    until BIGINT NOT NULL
);

CREATE POLICY of_workspace ON test_address USING (towpath_sees(workspace));
ALTER TABLE test_address ENABLE ROW LEVEL SECURITY;
ALTER TABLE test_address FORCE ROW LEVEL SECURITY;

-- How often something changed that processes keep in memory: what is lost of the
-- notifications is seen here.
CREATE TABLE change (
    topic TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    count BIGINT NOT NULL
);

CREATE FUNCTION towpath_changed() RETURNS TRIGGER
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO change (topic, count) VALUES (TG_ARGV[0], 1)
    ON CONFLICT (topic) DO UPDATE SET count = change.count + 1;
    PERFORM pg_notify('towpath', 'change');
    RETURN NULL;
END
$$;

-- Not when a schedule moves on: that concerns nobody else.
CREATE TRIGGER triggers_change AFTER INSERT OR DELETE ON flow_trigger
    FOR EACH STATEMENT EXECUTE FUNCTION towpath_changed('triggers');
CREATE TRIGGER flows_change AFTER DELETE OR UPDATE OF state, version ON flow
    FOR EACH STATEMENT EXECUTE FUNCTION towpath_changed('triggers');
CREATE TRIGGER batches_change AFTER INSERT ON run_batch
    FOR EACH STATEMENT EXECUTE FUNCTION towpath_changed('batches');

-- Wakes the process that is concerned; a look at the tables now and then finds the same.
CREATE FUNCTION towpath_mail() RETURNS TRIGGER
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM pg_notify('towpath', 'mail ' || COALESCE((SELECT owner::text FROM run WHERE id = NEW.run), '*'));
    ELSIF NEW.answer IS NOT NULL THEN
        PERFORM pg_notify('towpath', 'answer ' || NEW.asker::text);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER mail_comes AFTER INSERT OR UPDATE OF answer ON inbox
    FOR EACH ROW EXECUTE FUNCTION towpath_mail();

CREATE FUNCTION towpath_orphans() RETURNS TRIGGER
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_notify('towpath', 'orphans');
    RETURN NULL;
END
$$;

CREATE TRIGGER owner_goes AFTER INSERT ON owner_gone
    FOR EACH STATEMENT EXECUTE FUNCTION towpath_orphans();
