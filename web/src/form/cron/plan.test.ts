// Plans as lines and back; lines that say more stay lines.
import { expect, test } from "vitest";
import { changedTo, linesOf, type Plan, planOf } from "./plan";
import { explainCron } from "./words";

const nine = { hour: 9, minute: 0 };
const plans: [string, Plan][] = [
  ["* * * * *", { every: "minutes", step: 1 }],
  ["*/15 * * * *", { every: "minutes", step: 15 }],
  ["30 * * * *", { every: "hours", step: 1, minute: 30 }],
  ["5 */6 * * *", { every: "hours", step: 6, minute: 5 }],
  ["0 9 * * *", { every: "days", times: [nine], isWorkdays: false }],
  ["0 9,17 * * 1-5", { every: "days", times: [nine, { hour: 17, minute: 0 }], isWorkdays: true }],
  [
    "0 9 * * *|30 12 * * *",
    { every: "days", times: [nine, { hour: 12, minute: 30 }], isWorkdays: false },
  ],
  ["0 9 * * 1,3,5", { every: "weeks", times: [nine], weekdays: [1, 3, 5] }],
  ["0 9 1,15,L * *", { every: "months", times: [nine], days: [1, 15, "L"] }],
  ["0 9 * * 1#1", { every: "monthly_weekday", times: [nine], week: 1, weekday: 1 }],
  ["0 9 * * 5#L", { every: "monthly_weekday", times: [nine], week: "L", weekday: 5 }],
];

test.each(plans)("%s is a plan", (lines, plan) => {
  expect(planOf(lines.split("|"))).toEqual(plan);
  expect(linesOf(plan)).toEqual(lines.split("|"));
});

test.each([
  "0 9 * * mon",
  "0 9 1 * 1",
  "0 9-17 * * *",
  "0 0 9 * * *",
  "nonsense",
  "",
  "0 9 * 1 *",
  "0 9 * * *|0 9 * * 1",
  "30 12 * * *|0 9 * * *",
])("%s stays a line", (lines) => {
  expect(planOf(lines.split("|")).every).toBe("custom");
});

test("another kind of plan keeps the times", () => {
  const daily = planOf(["0 9,17 * * *"]);
  expect(linesOf(changedTo("weeks", daily))).toEqual(["0 9,17 * * 1"]);
  expect(linesOf(changedTo("custom", daily))).toEqual(["0 9,17 * * *"]);
  expect(linesOf(changedTo("days", changedTo("minutes", daily)))).toEqual(["0 9 * * *"]);
});

test.each([
  ["0 9 * * 1-5", "At 09:00 from Monday to Friday"],
  ["30 0 9 * * *", "At 09:00, at second 30"],
  ["0 0 9 * * *", "At 09:00"],
  ["*/10 * * * * *", "Every minute, every 10 seconds"],
  ["0 9 L * *", "At 09:00, on the last day of the month"],
  ["0 9 15W * *", "At 09:00, on the working day nearest to day 15"],
  ["0 9 * * 5#L", "At 09:00, on the last Friday of the month"],
  ["0 9 * * mon#2", "At 09:00, on the second Monday of the month"],
  ["0 9 1,L * *", "At 09:00, on day 1 and the last day of the month"],
  ["0 9 * jan 1#1", "At 09:00 in January, on the first Monday of the month"],
  ["0 99 * * *", undefined],
])("%s in words", (line, words) => {
  expect(explainCron(line)).toBe(words);
});
