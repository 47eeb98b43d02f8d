import { expect, test } from "vitest";
import { counted, duration, plainMessage, relativeTime } from "./format";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

test.each([
  [0, "< 1 ms"],
  [0.84, "840 µs"],
  [12, "12 ms"],
  [3_400, "3.4 s"],
  [42_000, "42 s"],
  [2 * MINUTE_MS, "2 min"],
  [2 * MINUTE_MS + 5_000, "2 min 5 s"],
  [3 * HOUR_MS + 20 * MINUTE_MS, "3 h 20 min"],
  [2 * DAY_MS + 4 * HOUR_MS, "2 d 4 h"],
])("a duration of %d ms reads %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([
  [0, "just now"],
  [-30_000, "30 seconds ago"],
  [-5 * MINUTE_MS, "5 minutes ago"],
  [2 * HOUR_MS, "in 2 hours"],
  [-DAY_MS, "yesterday"],
])("a time %d ms away reads %s", (distance, text) => {
  const now = Date.UTC(2026, 4, 1, 12);
  expect(relativeTime(now + distance, now)).toBe(text);
});

test("far times are dates", () => {
  const now = Date.UTC(2026, 4, 1, 12);
  expect(relativeTime(now - 90 * DAY_MS, now)).toBe("31 Jan 2026");
});

test("counts agree with their noun", () => {
  expect(counted(1, "run")).toBe("1 run");
  expect(counted(1_200, "run")).toBe("1,200 runs");
  expect(counted(2, "entry", "entries")).toBe("2 entries");
});

test("a message on one line shows no marks", () => {
  expect(plainMessage("There is no host `mail.test`.")).toBe("There is no host mail.test.");
});
