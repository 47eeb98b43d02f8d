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

/** `1 min 5 s`, `340 ms`, `2 d 4 h`: the two largest units that matter. */
export function durationText(duration_ms: number): string {
  const rounded_ms = Math.round(duration_ms);
  if (rounded_ms < 1) return duration_ms > 0 ? "< 1 ms" : "0 ms";
  if (rounded_ms < 1_000) return `${rounded_ms} ms`;
  if (rounded_ms < 60_000) return `${trim(rounded_ms / 1_000)} s`;
  const largest = UNITS.findLast((unit) => rounded_ms >= unit.length_ms) as Unit;
  const next = UNITS[UNITS.indexOf(largest) - 1] as Unit;
  const whole = Math.floor(rounded_ms / largest.length_ms);
  const rest = Math.floor((rounded_ms % largest.length_ms) / next.length_ms);
  return rest === 0
    ? `${whole} ${largest.short}`
    : `${whole} ${largest.short} ${rest} ${next.short}`;
}

function trim(seconds: number): string {
  return (seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)).replace(/\.?0+$/, "");
}
