-- Nothing here: SQLite has no policies on rows. The number is PostgreSQL's.
SELECT 1;
