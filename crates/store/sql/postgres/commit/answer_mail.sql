-- What was asked is done with this commit; an empty answer says so.
UPDATE inbox SET answer = '' WHERE id = ANY ($1::uuid[]) AND answer IS NULL
