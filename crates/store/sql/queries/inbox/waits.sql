-- Whether something is asked that nobody took, and whether an answer has come for $1.
SELECT EXISTS (
        SELECT 1 FROM inbox
        WHERE answer IS NULL AND (taker IS NULL OR NOT EXISTS (SELECT 1 FROM owner WHERE owner.id = inbox.taker))
    ),
    EXISTS (SELECT 1 FROM inbox WHERE asker = $1 AND answer IS NOT NULL)
