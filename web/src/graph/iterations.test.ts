import { describe, expect, it } from "vitest";
import type { NodeState } from "./describe";
import { flowOf } from "./fixtures";
import { countsIn, type PlacedStep, pagesOf, shownSteps, statesIn } from "./iterations";

/** `a@loop:0,inner:2 failed`: a step of `a` in those iterations. */
function step(text: string): PlacedStep {
  const [where = "", state = "done"] = text.split(" ");
  const [node = "", place = ""] = where.split("@");
  return {
    node,
    state: state as NodeState,
    place: place
      .split(",")
      .filter(Boolean)
      .map((one) => {
        const [box = "", iteration] = one.split(":");
        return { node: box, iteration: Number(iteration) };
      }),
  };
}

const steps = (...texts: string[]) => texts.map(step);

describe("the pages of loops", () => {
  const TEN = Array.from({ length: 10 }, (_, index) => `a@loop:${index}`);
  const cases: readonly [string, PlacedStep[], Record<string, number>, object][] = [
    ["no loop", steps("a"), {}, {}],
    ["the last one first", steps(...TEN), {}, { loop: { shown: 9, total: 10, previous: 8 } }],
    [
      "a failed one before all others",
      steps(...TEN, "b@loop:4 failed"),
      {},
      { loop: { shown: 4, total: 10, previous: 3, next: 5, nextFailed: undefined } },
    ],
    [
      "the chosen one, and the way to the next that failed",
      steps(...TEN, "b@loop:4 failed", "b@loop:7 failed"),
      { loop: 5 },
      { loop: { shown: 5, previous: 4, next: 6, nextFailed: 7 } },
    ],
    [
      "round to the first failed",
      steps(...TEN, "b@loop:4 failed", "b@loop:7 failed"),
      { loop: 7 },
      { loop: { shown: 7, nextFailed: 4 } },
    ],
    [
      "an iteration that is not there counts as not chosen",
      steps("a@loop:0", "a@loop:1"),
      { loop: 5 },
      { loop: { shown: 1 } },
    ],
    [
      "what the history leaves out counts, and is passed over",
      [
        ...steps("a@loop:0", "a@loop:1", "a@loop:998", "a@loop:999"),
        { ...step("loop"), iterations: 1_200 },
      ],
      { loop: 1 },
      { loop: { shown: 1, total: 1_200, next: 998 } },
    ],
    [
      "an inner loop has the iterations of the outer one that is shown",
      steps("a@loop:0,inner:0", "a@loop:0,inner:1", "a@loop:1,inner:0"),
      { loop: 0 },
      { loop: { shown: 0, total: 2 }, inner: { shown: 1, total: 2 } },
    ],
  ];
  it.each(cases)("%s", (_, given, chosen, expected) => {
    expect(pagesOf(given, chosen)).toMatchObject(expected);
  });

  it("tell what went along the arrows of the shown iteration", () => {
    const flow = flowOf("start -> loop; in loop: fork -> step1; fork.no -> step2");
    const given = [{ ...step("fork@loop:1"), items_out: { no: 2 } }];
    const counts = countsIn(flow, given, { "start.main-loop": { state: "taken", items: 9 } });
    expect(counts).toEqual({
      "start.main-loop": { state: "taken", items: 9 },
      "fork.main-step1": { state: "skipped", items: 0 },
      "fork.no-step2": { state: "taken", items: 2 },
    });
    expect(countsIn(flow, steps("start"), {})).toEqual({});
  });

  it("leave the steps of one iteration, and those in no loop", () => {
    const given = steps("start", "a@loop:0 failed", "a@loop:1", "b@loop:1", "end");
    const pages = pagesOf(given, { loop: 1 });
    expect(statesIn(shownSteps(given, pages))).toEqual({
      start: "done",
      a: "done",
      b: "done",
      end: "done",
    });
    expect(statesIn(shownSteps(given, pagesOf(given, {})))).toMatchObject({ a: "failed" });
  });
});
