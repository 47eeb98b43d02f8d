UPDATE run
SET cancel_requested = 1
FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS given (parent, step, workspace)
WHERE run.parent = given.parent AND run.parent_step = given.step AND run.workspace = given.workspace AND run.status NOT BETWEEN 3 AND 5
