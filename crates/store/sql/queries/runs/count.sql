INSERT INTO run_count (flow, quarter, finished, failed) VALUES ($1, $2, $3, $4)
ON CONFLICT (flow, quarter) DO UPDATE SET finished = run_count.finished + excluded.finished, failed = run_count.failed + excluded.failed
