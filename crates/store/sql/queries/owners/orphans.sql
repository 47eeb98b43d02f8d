-- Whether there may be open runs that nobody owns.
SELECT EXISTS (SELECT 1 FROM owner_gone WHERE emptied = 0)
    OR EXISTS (SELECT 1 FROM run WHERE owner IS NULL AND status NOT BETWEEN 3 AND 5)
