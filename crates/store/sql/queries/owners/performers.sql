SELECT COUNT(*) FROM owner WHERE role IN ('all', 'worker')
