-- The history of runs in parts by time, dropped when they are old: that gives the room back
-- at once and leaves nothing behind to be swept up, which deleting rows does not.
--
-- The id of a run begins with the time, so it says which part its rows are in. What is there
-- stays where it is, as the only part for now: no row is read or moved here. The others are
-- made while the database is in use (`crates/store/src/postgres/partitions.rs`). Whoever
-- works with the table before this sees no difference.
ALTER TABLE run_data RENAME TO run_data_first;
ALTER INDEX run_data_pkey RENAME TO run_data_first_pkey;

CREATE TABLE run_data (
    run UUID NOT NULL,
    sequence INTEGER NOT NULL,
    chunk BYTEA NOT NULL,
    PRIMARY KEY (run, sequence)
) PARTITION BY RANGE (run);
ALTER TABLE run_data ATTACH PARTITION run_data_first DEFAULT;

-- Rows are seen through the whole table only: a part by itself has no policy and shows none.
DROP POLICY of_run ON run_data_first;
CREATE POLICY of_run ON run_data
    USING (current_setting('towpath.workspace') = 'server' OR EXISTS (SELECT 1 FROM run WHERE run.id = run_data.run));
ALTER TABLE run_data ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_data FORCE ROW LEVEL SECURITY;
