// Cron lines of five fields: read, put in words, and the next times they are due
// in a time zone. The server decides when a flow really starts; this shows a
// person early what a line means.

import { fromWallClock, wallClock } from "../zone";

export interface Schedule {
  minutes: number[];
  hours: number[];
  days: number[];
  months: number[];
  weekdays: number[];
  /** With both days given, either is enough, as cron has it. */
  anyDay: boolean;
  anyWeekday: boolean;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Whether a line says more than this page can read: seconds, or `L`, `W` and `#`. */
export function isBeyond(line: string): boolean {
  const fields = line.trim().split(/\s+/);
  return (
    fields.length === 6 ||
    (fields.length === 5 &&
      /[#LW]/.test(
        fields
          .slice(2)
          .join(" ")
          .replaceAll(/[a-z]{3}/gi, ""),
      ))
  );
}

/** What is surely wrong with a line; what this page cannot read is left to the server. */
export function wrongWith(line: string): string | undefined {
  if (line.trim() === "" || isBeyond(line)) return undefined;
  const schedule = parseCron(line);
  return typeof schedule === "string" ? schedule : undefined;
}

/** Reads a cron line; a message if it is not one. */
export function parseCron(line: string): Schedule | string {
  const fields = line.trim().split(/\s+/);
  if (fields.length !== 5) return "A schedule has five parts: minute, hour, day, month, weekday.";
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const minutes = values(minute, 0, 59);
  const hours = values(hour, 0, 23);
  const days = values(day, 1, 31);
  const months = values(month, 1, 12, MONTHS, 1);
  const weekdays = values(weekday, 0, 7, WEEKDAYS, 0);
  if (minutes === undefined) return `“${minute}” is not a minute (0–59).`;
  if (hours === undefined) return `“${hour}” is not an hour (0–23).`;
  if (days === undefined) return `“${day}” is not a day of the month (1–31).`;
  if (months === undefined) return `“${month}” is not a month (1–12).`;
  if (weekdays === undefined) return `“${weekday}” is not a weekday (0–6, Sunday is 0).`;
  const week = [...new Set(weekdays.map((one) => one % 7))].sort((left, right) => left - right);
  return {
    minutes,
    hours,
    days,
    months,
    weekdays: week,
    anyDay: /^[*?]/.test(day),
    anyWeekday: /^[*?]/.test(weekday),
  };
}

/** What a cron line means, in one phrase; undefined if it cannot be read. */
export function describeCron(line: string): string | undefined {
  const schedule = parseCron(line);
  if (typeof schedule === "string") return undefined;
  return [timeWords(schedule, line), dayWords(schedule), monthWords(schedule)]
    .filter(Boolean)
    .join(" ");
}

/** The next times a schedule is due after `after_ms`, in milliseconds since the epoch. */
export function nextTimes(
  schedule: Schedule,
  timeZone: string,
  after_ms: number,
  count: number,
): number[] {
  const times: number[] = [];
  for (const at_ms of dueTimes(schedule, timeZone, after_ms)) {
    if (at_ms > after_ms && at_ms !== times.at(-1)) times.push(at_ms);
    if (times.length === count) break;
  }
  return times;
}

/** Eight years reach every 29 February; a line such as "31 of February" finds nothing. */
const DAYS_LOOKED_AT = 366 * 8;

function* dueTimes(schedule: Schedule, timeZone: string, after_ms: number): Generator<number> {
  const start = wallClock(after_ms, timeZone);
  for (let offset = 0; offset < DAYS_LOOKED_AT; offset += 1) {
    const day = new Date(Date.UTC(start.year, start.month - 1, start.day + offset));
    if (!matchesDay(schedule, day)) continue;
    const date = {
      year: day.getUTCFullYear(),
      month: day.getUTCMonth() + 1,
      day: day.getUTCDate(),
    };
    for (const hour of schedule.hours) {
      for (const minute of schedule.minutes) {
        // Today's times that are long past cost a look-up each; an hour is left for clock changes.
        if (offset === 0 && (hour + 2) * 60 < start.hour * 60) continue;
        yield fromWallClock({ ...date, hour, minute }, timeZone);
      }
    }
  }
}

function matchesDay(schedule: Schedule, day: Date): boolean {
  if (!schedule.months.includes(day.getUTCMonth() + 1)) return false;
  const inMonth = schedule.days.includes(day.getUTCDate());
  const inWeek = schedule.weekdays.includes(day.getUTCDay());
  return schedule.anyDay || schedule.anyWeekday ? inMonth && inWeek : inMonth || inWeek;
}

function values(
  text: string,
  least: number,
  most: number,
  names: string[] = [],
  first = 0,
): number[] | undefined {
  const found = new Set<number>();
  for (const part of text.toLowerCase().split(",")) {
    const match = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, star, low, high, every] = match;
    const step = every === undefined ? 1 : Number(every);
    const from = star === undefined ? numberOf(low as string, names, first) : least;
    const openEnd = star !== undefined || (high === undefined && every !== undefined);
    const to = openEnd ? most : numberOf(high ?? (low as string), names, first);
    if (!(step > 0 && from >= least && to <= most && from <= to)) return undefined;
    for (let value = from; value <= to; value += step) found.add(value);
  }
  return [...found].sort((left, right) => left - right);
}

function numberOf(text: string, names: string[], first: number): number {
  const index = names.indexOf(text);
  return index === -1 ? Number(text) : index + first;
}

function timeWords({ minutes, hours }: Schedule, line: string): string {
  const [minute = "", hour = ""] = line.trim().split(/\s+/);
  const every = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (minute === "*" && hour === "*") return "Every minute";
  if (every !== undefined && hour === "*") return `Every ${every} minutes`;
  if (hour === "*")
    return minutes.length === 1 && minutes[0] === 0
      ? "Every hour"
      : `At ${minutes.map((one) => `:${two(one)}`).join(", ")} of every hour`;
  const hourly = /^\*\/(\d+)$/.exec(hour)?.[1];
  if (hourly !== undefined && minutes.length === 1)
    return minutes[0] === 0
      ? `Every ${hourly} hours`
      : `Every ${hourly} hours at :${two(minutes[0] as number)}`;
  const times = hours.flatMap((one) => minutes.map((other) => `${two(one)}:${two(other)}`));
  if (times.length <= 4) return `At ${list(times, "and")}`;
  const during =
    hours.length === 1
      ? `from ${two(hours[0] as number)}:00 to ${two(hours[0] as number)}:59`
      : `in the hours ${ranges(hours, two)}`;
  if (minute === "*") return `Every minute ${during}`;
  return every === undefined
    ? `At ${minutes.map((one) => `:${two(one)}`).join(", ")} ${during}`
    : `Every ${every} minutes ${during}`;
}

function dayWords({ days, weekdays, anyDay, anyWeekday }: Schedule): string {
  const month = `on day ${ranges(days, String)} of the month`;
  const week =
    weekdays.join() === "1,2,3,4,5"
      ? "from Monday to Friday"
      : `on ${list(weekdays.map(weekdayName), "and")}`;
  if (anyDay && anyWeekday) return days.length === 31 ? "" : month;
  if (anyWeekday) return month;
  return anyDay ? week : `${month} or ${week}`;
}

function monthWords({ months }: Schedule): string {
  return months.length === 12 ? "" : `in ${list(months.map(monthName), "and")}`;
}

function weekdayName(weekday: number): string {
  return new Intl.DateTimeFormat("en", { weekday: "long", timeZone: "UTC" }).format(
    Date.UTC(2023, 0, 1 + weekday),
  );
}

function monthName(month: number): string {
  return new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(
    Date.UTC(2023, month - 1, 1),
  );
}

function ranges(numbers: number[], text: (value: number) => string): string {
  const parts: [number, number][] = [];
  for (const value of numbers) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] + 1 === value) last[1] = value;
    else parts.push([value, value]);
  }
  return parts
    .map(([from, to]) => (from === to ? text(from) : `${text(from)}–${text(to)}`))
    .join(", ");
}

function list(words: string[], link: string): string {
  return words.length < 2
    ? (words[0] ?? "")
    : `${words.slice(0, -1).join(", ")} ${link} ${words.at(-1)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
