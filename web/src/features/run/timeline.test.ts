// Steps laid out in time.
import { expect, test } from "vitest";
import { type StepState, type TimedStep, ticks, timelineRows, timeScale } from "./timeline";

function step(
  node: string,
  from: number,
  to: number | null,
  more: Partial<TimedStep> = {},
): TimedStep {
  return {
    index: from,
    frame: 0,
    node,
    node_name: node.toUpperCase(),
    attempt: 1,
    state: "done",
    started_at: from,
    finished_at: to,
    ...more,
  };
}

function drawn(steps: TimedStep[], now = 0): string[] {
  return timelineRows(steps, now).map(
    (row) =>
      `${row.name} ${row.state}: ${row.bars.map((bar) => `${bar.kind} ${bar.from_ms}–${bar.to_ms}`).join(", ")}`,
  );
}

const cases: [string, TimedStep[], number, string[]][] = [
  [
    "one after the other",
    [step("a", 0, 5), step("b", 5, 9)],
    0,
    ["A done: work 0–5", "B done: work 5–9"],
  ],
  ["side by side", [step("a", 0, 5), step("b", 1, 4)], 0, ["A done: work 0–5", "B done: work 1–4"]],
  ["still running", [step("a", 10, null, { state: "running" })], 90, ["A running: work 10–90"]],
  [
    "a retry",
    [step("a", 0, 5, { state: "retrying" }), step("a", 1005, 1010, { attempt: 2 })],
    0,
    ["A done: work 0–5, wait 5–1005, work 1005–1010"],
  ],
  [
    "waiting for a moment",
    [step("a", 0, null, { state: "waiting", wake_at: 900 })],
    400,
    ["A waiting: wait 0–400"],
  ],
  [
    "waited and done",
    [step("a", 0, 60_000, { duration_us: 2_000 })],
    0,
    ["A done: work 0–2, wait 2–60000"],
  ],
  [
    "quicker than a millisecond",
    [step("a", 0, 0, { duration_us: 250 })],
    0,
    ["A done: work 0–0.25"],
  ],
  [
    "frames apart",
    [step("a", 0, 1), step("a", 2, 3, { frame: 1 })],
    0,
    ["A done: work 0–1", "A done: work 2–3"],
  ],
  ["skipped steps are no bars", [step("a", 0, 0, { state: "skipped" as StepState })], 0, []],
];

test.each(cases)("%s", (_, steps, now, expected) => {
  expect(drawn(steps, now)).toEqual(expected);
});

test("a scale without long waits is even", () => {
  const scale = timeScale(timelineRows([step("a", 0, 500), step("b", 500, 1000)], 0), 0, 1000);
  expect([0, 250, 500, 1000, 2000].map(scale.place)).toEqual([0, 0.25, 0.5, 1, 1]);
  expect(ticks(scale, 5)).toEqual([0, 200, 400, 600, 800, 1000]);
});

test("a day of waiting is folded and the work stays visible", () => {
  const day = 86_400_000;
  const rows = timelineRows(
    [step("a", 0, 100), step("w", 100, day, { duration_us: 0 }), step("b", day, day + 100)],
    0,
  );
  const scale = timeScale(rows, 0, day + 100);
  expect(scale.gaps).toEqual([{ from_ms: 100, to_ms: day }]);
  expect(scale.place(100)).toBeCloseTo(0.44);
  expect(scale.place(day)).toBeCloseTo(0.56);
  expect(scale.place(day + 100)).toBeCloseTo(1);
  expect(ticks(scale, 5)).toEqual([]);
});
