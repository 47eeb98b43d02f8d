// Cron lines in words, those with seconds and with `L`, `W` and `#` among them.

import { describeCron } from "./schedule";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const SHORT = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const NTH: Record<string, string> = {
  "1": "first",
  "2": "second",
  "3": "third",
  "4": "fourth",
  "5": "fifth",
  L: "last",
};

/** What a line means; undefined if it cannot be put in words here. */
export function explainCron(line: string): string | undefined {
  const fields = line.trim().split(/\s+/);
  const seconds = fields.length === 6 ? fields.shift() : undefined;
  const [minute, hour, day = "*", month, weekday = "*"] = fields;
  const days = dayPhrase(day);
  const weekdays = weekdayPhrase(weekday);
  const rest = [minute, hour, days ? "*" : day, month, weekdays ? "*" : weekday].join(" ");
  const words = describeCron(rest);
  if (words === undefined) return undefined;
  return [words, days, weekdays, secondsPhrase(seconds)].filter(Boolean).join(", ");
}

function dayPhrase(day: string): string | undefined {
  if (!/[LW]/i.test(day)) return undefined;
  const parts = day.toUpperCase().split(",").map(oneDay);
  if (parts.some((part) => part === undefined)) return undefined;
  return `on ${parts.join(" and ")}`;
}

function oneDay(day: string): string | undefined {
  if (day === "L") return "the last day of the month";
  if (day === "LW") return "the last working day of the month";
  const near = /^(\d+)W$/.exec(day);
  if (near) return `the working day nearest to day ${near[1]}`;
  return /^\d+$/.test(day) ? `day ${day}` : undefined;
}

function weekdayPhrase(weekday: string): string | undefined {
  const match = /^([0-7]|[a-z]{3})(?:#([1-5L])|(L))$/i.exec(weekday);
  if (!match) return undefined;
  const [, day = "", nth, last] = match;
  const index = /\d/.test(day) ? Number(day) % 7 : SHORT.indexOf(day.toLowerCase());
  const name = WEEKDAYS[index];
  const which = NTH[(nth ?? last ?? "").toUpperCase()];
  return name && which ? `on the ${which} ${name} of the month` : undefined;
}

function secondsPhrase(seconds: string | undefined): string | undefined {
  if (seconds === undefined || seconds === "0") return undefined;
  if (seconds === "*") return "every second";
  const step = /^\*\/(\d+)$/.exec(seconds);
  if (step) return `every ${step[1]} seconds`;
  return `at second ${seconds.replaceAll(",", ", ")}`;
}
