INSERT INTO run_count (flow, quarter, lane, finished, failed)
SELECT given.flow, given.quarter, $5, given.finished, given.failed
FROM unnest($1::uuid[], $2::bigint[], $3::integer[], $4::integer[]) AS given (flow, quarter, finished, failed)
ON CONFLICT (flow, quarter, lane)
DO UPDATE SET finished = run_count.finished + excluded.finished, failed = run_count.failed + excluded.failed
