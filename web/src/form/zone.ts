// Clocks of time zones: what the clock on the wall shows at a moment, and the
// moment at which it shows something. A moment is milliseconds since the epoch.

export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

export function wallClock(at_ms: number, timeZone: string): WallClock {
  const shifted = new Date(at_ms + zoneOffset(at_ms, timeZone));
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
  };
}

/** The moment a clock shows this; a time that a clock change leaves out becomes the one after it. */
export function fromWallClock(wall: WallClock, timeZone: string): number {
  const wall_ms = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const guess_ms = wall_ms - zoneOffset(wall_ms, timeZone);
  const at_ms = wall_ms - zoneOffset(guess_ms, timeZone);
  return at_ms + zoneOffset(at_ms, timeZone) === wall_ms ? at_ms : Math.max(at_ms, guess_ms);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
function zoneOffset(at_ms: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at_ms)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at_ms / 1_000) * 1_000;
}

/** `UTC+2`, `UTC−3:30`. */
export function offsetText(at_ms: number, timeZone: string): string {
  const minutes = Math.round(zoneOffset(at_ms, timeZone) / 60_000);
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? "" : `:${String(size % 60).padStart(2, "0")}`;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = newFormat(timeZone);
  formats.set(timeZone, format);
  return format;
}

/** A zone the browser does not know is shown as UTC; the server says that it is wrong. */
function newFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = "numeric";
  const options = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...options, hourCycle: "h23", timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...options, hourCycle: "h23", timeZone: "UTC" });
  }
}
