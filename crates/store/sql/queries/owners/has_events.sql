-- Whether events have come that runs of $1 have not looked at, or that flows begin with.
SELECT EXISTS (SELECT 1 FROM wait JOIN run ON run.id = wait.run WHERE wait.is_due = 1 AND run.owner = $1)
    OR EXISTS (SELECT 1 FROM signal WHERE is_open = 1)
