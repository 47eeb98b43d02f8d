-- How far a stand-by has come: when a process last showed that it lives, as it knows.
SELECT MAX(seen_at) FROM owner
