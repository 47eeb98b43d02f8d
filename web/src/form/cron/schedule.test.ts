// Cron lines in words and their next times, clock changes included.
import { expect, test } from "vitest";
import { describeCron, isBeyond, nextTimes, parseCron, type Schedule } from "./schedule";

const words: [string, string | undefined][] = [
  ["* * * * *", "Every minute"],
  ["*/15 * * * *", "Every 15 minutes"],
  ["0 * * * *", "Every hour"],
  ["0 9 * * *", "At 09:00"],
  ["30 9,17 * * mon-fri", "At 09:30 and 17:30 from Monday to Friday"],
  ["0 8 1 * *", "At 08:00 on day 1 of the month"],
  ["0 8 * * 7", "At 08:00 on Sunday"],
  ["0 */6 * * *", "Every 6 hours"],
  ["0 8 1 jan,jul *", "At 08:00 on day 1 of the month in January and July"],
  ["*/5 9-16 * * 1-5", "Every 5 minutes in the hours 09–16 from Monday to Friday"],
  ["nonsense", undefined],
  ["0 25 * * *", undefined],
];

test.each(words)("%s", (line, expected) => {
  expect(describeCron(line)).toBe(expected);
});

const due: [string, string, string, string[]][] = [
  ["0 9 * * *", "UTC", "2026-01-01T09:00:00Z", ["2026-01-02T09:00:00Z", "2026-01-03T09:00:00Z"]],
  ["*/30 * * * *", "UTC", "2026-01-01T23:10:00Z", ["2026-01-01T23:30:00Z", "2026-01-02T00:00:00Z"]],
  [
    "0 9 * * mon",
    "Europe/Berlin",
    "2026-01-01T00:00:00Z",
    ["2026-01-05T08:00:00Z", "2026-01-12T08:00:00Z"],
  ],
  [
    "0 9 * * *",
    "Europe/Berlin",
    "2026-03-28T07:59:59Z",
    ["2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z"],
  ],
  [
    "30 2 * * *",
    "Europe/Berlin",
    "2026-03-28T12:00:00Z",
    ["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"],
  ],
  ["0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", ["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]],
  ["0 0 13 * fri", "UTC", "2026-02-01T00:00:00Z", ["2026-02-06T00:00:00Z", "2026-02-13T00:00:00Z"]],
  ["0 0 31 2 *", "UTC", "2026-01-01T00:00:00Z", []],
];

test.each(due)("%s in %s after %s", (line, timeZone, after, expected) => {
  const schedule = parseCron(line) as Schedule;
  const times = nextTimes(schedule, timeZone, Date.parse(after), 2);
  expect(times.map((at) => new Date(at).toISOString().replace(".000", ""))).toEqual(expected);
});

const beyond: [string, boolean][] = [
  ["0 0 9 * * *", true],
  ["0 9 L * *", true],
  ["0 9 * * mon#1", true],
  ["0 9 15W * *", true],
  ["0 9 * jul wed", false],
  ["0 99 * * *", false],
];

test.each(beyond)("whether %s is left to the server: %s", (line, expected) => {
  expect(isBeyond(line)).toBe(expected);
});
