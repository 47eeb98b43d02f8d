// How far back the list goes, in words and in time.
import type { RunRange } from "@/lib/filters";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const LENGTH_MS: Record<RunRange, number> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};

export const RANGE_LABEL: Record<RunRange, string> = {
  hour: "Last hour",
  day: "Last 24 hours",
  week: "Last 7 days",
  month: "Last 30 days",
};

export function rangeStart(range: RunRange, now: number): number {
  return now - LENGTH_MS[range];
}
