// Lengths of time as people write them: a number and a unit. Kept as milliseconds.

export const UNITS = [
  { name: "milliseconds", short: "ms", length_ms: 1 },
  { name: "seconds", short: "s", length_ms: 1_000 },
  { name: "minutes", short: "min", length_ms: 60_000 },
  { name: "hours", short: "h", length_ms: 3_600_000 },
  { name: "days", short: "d", length_ms: 86_400_000 },
] as const;
export type Unit = (typeof UNITS)[number];

/** The largest unit that holds a duration without a rest; seconds for nothing. */
export function unitOf(duration_ms: number | undefined): Unit {
  if (duration_ms === undefined || duration_ms === 0) return UNITS[1];
  return UNITS.findLast((unit) => duration_ms % unit.length_ms === 0) ?? UNITS[0];
}
