// Clocks of time zones, clock changes included.
import { expect, test } from "vitest";
import { fromLocalText, localText } from "./widgets/moment";
import { offsetText } from "./zone";

const clocks: [string, string, string][] = [
  ["2026-11-20T08:30:00Z", "Europe/Berlin", "2026-11-20T09:30"],
  ["2026-07-01T23:15:00Z", "Asia/Kolkata", "2026-07-02T04:45"],
  ["2026-01-01T02:00:00Z", "America/New_York", "2025-12-31T21:00"],
];

test.each(clocks)("%s in %s is %s", (moment, zone, text) => {
  expect(localText(Date.parse(moment), zone)).toBe(text);
  expect(fromLocalText(text, zone)).toBe(Date.parse(moment));
});

test("a time the clock leaves out becomes the one after it", () => {
  expect(fromLocalText("2026-03-29T02:30", "Europe/Berlin")).toBe(
    Date.parse("2026-03-29T01:30:00Z"),
  );
});

test("what is no time is none", () => {
  expect(fromLocalText("", "UTC")).toBeUndefined();
});

const offsets: [string, string][] = [
  ["UTC", "UTC"],
  ["Europe/Berlin", "UTC+1"],
  ["America/St_Johns", "UTC−3:30"],
  ["Nowhere/Known", "UTC"],
];

test.each(offsets)("%s is %s in winter", (zone, text) => {
  expect(offsetText(Date.parse("2026-01-15T00:00:00Z"), zone)).toBe(text);
});
