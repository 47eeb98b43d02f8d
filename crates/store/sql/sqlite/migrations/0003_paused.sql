-- A run may stand still: 6 is an open status too, so it is those from 3 to 5 that are over.
DROP INDEX run_open;
DROP INDEX run_open_by_flow;
CREATE INDEX run_open ON run (id) WHERE status NOT BETWEEN 3 AND 5;
CREATE INDEX run_open_by_flow ON run (flow) WHERE status NOT BETWEEN 3 AND 5;
