// The time of a rate in the largest unit that fits, as people type it.

export type Rate = { readonly runs: number; readonly per_ms: number };
export type RateUnit = "seconds" | "minutes" | "hours";

export const RATE_UNITS: readonly RateUnit[] = ["seconds", "minutes", "hours"];
const UNIT_MS: Record<RateUnit, number> = { seconds: 1_000, minutes: 60_000, hours: 3_600_000 };
/** A day, the longest time the server takes. */
const LONGEST_MS = 24 * UNIT_MS.hours;

/** A time in the largest unit of which it is a whole number. */
export function splitTime(per_ms: number): { count: number; unit: RateUnit } {
  const unit = RATE_UNITS.findLast((one) => per_ms % UNIT_MS[one] === 0) ?? "seconds";
  return { count: Math.max(1, Math.round(per_ms / UNIT_MS[unit])), unit };
}

/** A time of so many units, within what the server takes. */
export function timeOf(count: number, unit: RateUnit): number {
  const whole = Number.isFinite(count) ? Math.max(1, Math.round(count)) : 1;
  return Math.min(whole * UNIT_MS[unit], LONGEST_MS);
}

/** A whole number of at least 1 from a field; undefined if it is left empty or no number. */
export function wholeNumber(text: string, most: number): number | undefined {
  const number = Math.round(Number(text));
  return text.trim() === "" || !Number.isFinite(number) || number < 1
    ? undefined
    : Math.min(number, most);
}
