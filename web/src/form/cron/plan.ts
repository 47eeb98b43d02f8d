// What most people mean by a schedule, and the cron lines that say it. Times of different
// minutes take a line each, because the fields of one line are combined with each other.

export type Time = { hour: number; minute: number };
/** A day of the month; `L` is the last one. */
export type MonthDay = number | "L";
/** Which of a month's Mondays, say; `L` is the last one. */
export type Week = 1 | 2 | 3 | 4 | "L";

export type Plan =
  | { every: "minutes"; step: number }
  | { every: "hours"; step: number; minute: number }
  | { every: "days"; times: readonly Time[]; isWorkdays: boolean }
  | { every: "weeks"; times: readonly Time[]; weekdays: readonly number[] }
  | { every: "months"; times: readonly Time[]; days: readonly MonthDay[] }
  | { every: "monthly_weekday"; times: readonly Time[]; week: Week; weekday: number }
  | { every: "custom"; lines: readonly string[] };

export type Every = Plan["every"];

export const NINE: Time = { hour: 9, minute: 0 };

/** The cron lines of a plan, at least one. */
export function linesOf(plan: Plan): string[] {
  switch (plan.every) {
    case "minutes":
      return [plan.step === 1 ? "* * * * *" : `*/${plan.step} * * * *`];
    case "hours":
      return [plan.step === 1 ? `${plan.minute} * * * *` : `${plan.minute} */${plan.step} * * *`];
    case "days":
      return atTimes(plan.times, `* * ${plan.isWorkdays ? "1-5" : "*"}`);
    case "weeks":
      return atTimes(plan.times, `* * ${sorted(plan.weekdays).join(",")}`);
    case "months":
      return atTimes(plan.times, `${sortedDays(plan.days).join(",")} * *`);
    case "monthly_weekday":
      return atTimes(
        plan.times,
        plan.week === "L" ? `* * ${plan.weekday}#L` : `* * ${plan.weekday}#${plan.week}`,
      );
    case "custom":
      return [...plan.lines];
  }
}

/** The plan some lines are; `custom` for all that is none of the others. */
export function planOf(given: readonly string[]): Plan {
  const lines = given.map(tidy);
  const found = rhythm(lines) ?? calendar(lines);
  // Only what says the very same may be shown as fields: nothing gets lost by looking at it.
  const isSame = found && linesOf(found).join("\n") === lines.join("\n");
  return isSame ? found : { every: "custom", lines: given };
}

/** Another kind of plan, which keeps the times. */
export function changedTo(every: Every, before: Plan): Plan {
  const times = "times" in before ? before.times : [NINE];
  switch (every) {
    case "minutes":
      return { every, step: 15 };
    case "hours":
      return { every, step: 1, minute: 0 };
    case "days":
      return { every, times, isWorkdays: false };
    case "weeks":
      return { every, times, weekdays: [1] };
    case "months":
      return { every, times, days: [1] };
    case "monthly_weekday":
      return { every, times, week: 1, weekday: 1 };
    case "custom":
      return { every, lines: linesOf(before) };
  }
}

export function timeText({ hour, minute }: Time): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

export function timeOf(text: string): Time | undefined {
  const match = /^(\d{1,2}):(\d{2})/.exec(text);
  return match ? { hour: Number(match[1]), minute: Number(match[2]) } : undefined;
}

function atTimes(times: readonly Time[], days: string): string[] {
  const byMinute = new Map<number, Set<number>>();
  for (const { hour, minute } of times) {
    byMinute.set(minute, (byMinute.get(minute) ?? new Set()).add(hour));
  }
  return [...byMinute]
    .sort(([left], [right]) => left - right)
    .map(([minute, hours]) => `${minute} ${sorted([...hours]).join(",")} ${days}`);
}

function rhythm(lines: readonly string[]): Plan | undefined {
  const [line, ...more] = lines;
  if (line === undefined || more.length > 0) return undefined;
  if (line === "* * * * *") return { every: "minutes", step: 1 };
  const minutes = /^\*\/(\d+) \* \* \* \*$/.exec(line);
  if (minutes) return { every: "minutes", step: Number(minutes[1]) };
  const hours = /^(\d+) \*(?:\/(\d+))? \* \* \*$/.exec(line);
  if (!hours) return undefined;
  return { every: "hours", step: Number(hours[2] ?? 1), minute: Number(hours[1]) };
}

const CALENDAR = /^(\d+) (\d+(?:,\d+)*) (\S+) \* (\S+)$/;
const NUMBERS = /^\d+(?:,\d+)*$/;

function calendar(lines: readonly string[]): Plan | undefined {
  const read = lines.map((line) => CALENDAR.exec(line));
  const [first] = read;
  if (!first || read.some((one) => one?.[3] !== first[3] || one?.[4] !== first[4]))
    return undefined;
  const times = read.flatMap((one) =>
    (one?.[2] ?? "").split(",").map((hour) => ({ hour: Number(hour), minute: Number(one?.[1]) })),
  );
  const [day = "", weekday = ""] = [first[3], first[4]];
  times.sort((left, right) => left.hour - right.hour || left.minute - right.minute);
  if (day === "*") return byWeekday(weekday, times);
  if (weekday !== "*" || !/^(?:\d+|L)(?:,(?:\d+|L))*$/.test(day)) return undefined;
  const days = day.split(",").map((one) => (one === "L" ? one : Number(one)));
  return { every: "months", times, days };
}

function byWeekday(weekday: string, times: readonly Time[]): Plan | undefined {
  if (weekday === "*") return { every: "days", times, isWorkdays: false };
  if (weekday === "1-5") return { every: "days", times, isWorkdays: true };
  if (NUMBERS.test(weekday))
    return { every: "weeks", times, weekdays: weekday.split(",").map(Number) };
  const nth = /^([0-6])#([1-4L])$/.exec(weekday);
  if (!nth) return undefined;
  const week = nth[2] === "L" ? "L" : (Number(nth[2]) as Week);
  return { every: "monthly_weekday", times, week, weekday: Number(nth[1]) };
}

function sorted(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((left, right) => left - right);
}

function sortedDays(days: readonly MonthDay[]): MonthDay[] {
  const numbers = sorted(days.filter((day) => day !== "L") as number[]);
  return days.includes("L") ? [...numbers, "L"] : numbers;
}

function tidy(line: string): string {
  return line.trim().replaceAll(/\s+/g, " ");
}
