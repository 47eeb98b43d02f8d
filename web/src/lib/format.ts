// Times, durations and counts as people read them, in the browser's language.

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const number = new Intl.NumberFormat("en");

/** `3 minutes ago`, `in 2 days`; a date beyond a month. */
export function relativeTime(at: number, now: number): string {
  const distance = at - now;
  const size = Math.abs(distance);
  if (size < 10 * SECOND_MS) return "just now";
  if (size < MINUTE_MS) return relative.format(Math.round(distance / SECOND_MS), "second");
  if (size < HOUR_MS) return relative.format(Math.round(distance / MINUTE_MS), "minute");
  if (size < DAY_MS) return relative.format(Math.round(distance / HOUR_MS), "hour");
  if (size < 30 * DAY_MS) return relative.format(Math.round(distance / DAY_MS), "day");
  return day.format(at);
}

/** How long a relative time stays as it is written. */
export function relativeTimeLasts_ms(at: number, now: number): number {
  const size = Math.abs(at - now);
  if (size < MINUTE_MS) return 5 * SECOND_MS;
  if (size < HOUR_MS) return 30 * SECOND_MS;
  return 10 * MINUTE_MS;
}

/** The full date and time, with seconds. */
export function fullTime(at: number): string {
  return absolute.format(at);
}

/** `< 1 ms`, `840 µs`, `12 ms`, `3.4 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function duration(duration_ms: number): string {
  if (duration_ms === 0) return "< 1 ms";
  if (duration_ms < 1) return `${Math.round(duration_ms * 1_000)} µs`;
  // 1.5 ms: beside 1 and 2 on the ruler of a quick run it must be told from both.
  if (duration_ms < 10) return `${Number(duration_ms.toFixed(1))} ms`;
  if (duration_ms < SECOND_MS) return `${Math.round(duration_ms)} ms`;
  if (duration_ms < 10 * SECOND_MS) return `${(duration_ms / SECOND_MS).toFixed(1)} s`;
  if (duration_ms < MINUTE_MS) return `${Math.round(duration_ms / SECOND_MS)} s`;
  if (duration_ms < HOUR_MS) return twoUnits(duration_ms, MINUTE_MS, "min", SECOND_MS, "s");
  if (duration_ms < DAY_MS) return twoUnits(duration_ms, HOUR_MS, "h", MINUTE_MS, "min");
  return twoUnits(duration_ms, DAY_MS, "d", HOUR_MS, "h");
}

export function count(value: number): string {
  return number.format(value);
}

/** `1 run`, `3 runs`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A message on one line: what stands in backticks needs no marks there. */
export function plainMessage(message: string): string {
  return message.replaceAll("`", "");
}

function twoUnits(ms: number, large_ms: number, large: string, small_ms: number, small: string) {
  const whole = Math.floor(ms / large_ms);
  const rest = Math.floor((ms % large_ms) / small_ms);
  return rest > 0 ? `${whole} ${large} ${rest} ${small}` : `${whole} ${large}`;
}
