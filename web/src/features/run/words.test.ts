// What became of a run, in words.
import { expect, test } from "vitest";
import type { RunDetail, Step, StepError } from "@/api/types";
import { afterEdge, afterRun, afterStep } from "./live";
import { isActive, itemsOut, stepsInDoubt, troubleOf } from "./words";

const refused: StepError = {
  class: "permanent",
  code: "refused",
  message: "Refused.",
  hint: "Ask.",
};

function step(node: string, state: Step["state"], more: Partial<Step> = {}): Step {
  return {
    index: 0,
    frame: 0,
    place: [],
    iterations: null,
    node,
    node_name: node.toUpperCase(),
    kind: "any",
    attempt: 1,
    state,
    started_at: 0,
    finished_at: 1,
    duration_us: 1,
    items_in: 1,
    items_out: {},
    error: null,
    wake_at: null,
    ...more,
  };
}

const named = { node: "a", node_name: "A", message: "It broke." };
const troubles: [string, Parameters<typeof troubleOf>[0], object | undefined][] = [
  ["a run that went well", { status: "succeeded", error: null, steps: [] }, undefined],
  [
    "the step says most",
    { status: "failed", error: named, steps: [step("a", "failed", { error: refused })] },
    { title: "“A” did not work", message: "Refused.", hint: "Ask.", node: "a" },
  ],
  [
    "without a step the run says it",
    { status: "failed", error: named, steps: [] },
    { title: "“A” did not work", message: "It broke.", hint: "", reason: "" },
  ],
  [
    "nobody says it",
    { status: "failed", error: null, steps: [] },
    { title: "The run did not work", message: "The server does not say why." },
  ],
  [
    "an earlier failure that was caught is not it",
    {
      status: "failed",
      error: named,
      steps: [step("a", "failed", { index: 3, error: refused }), step("b", "failed")],
    },
    { step: step("a", "failed", { index: 3, error: refused }) },
  ],
];

test.each(troubles)("%s", (_, run, expected) => {
  const trouble = troubleOf(run);
  if (expected === undefined) expect(trouble).toBeUndefined();
  else expect(trouble).toMatchObject(expected);
});

test("only the last word of a step counts as doubt", () => {
  const steps = [
    step("a", "in_doubt"),
    step("a", "done", { attempt: 2 }),
    step("b", "in_doubt"),
    step("b", "in_doubt", { frame: 1 }),
  ];
  expect(stepsInDoubt(steps).map(({ node, frame }) => `${node}/${frame}`)).toEqual(["b/0", "b/1"]);
});

test("items are counted over all ports", () => {
  expect(itemsOut({ items_out: { yes: 2, no: 3 } })).toBe(5);
});

test("a run in doubt still goes on", () => {
  expect(
    ["running", "waiting", "in_doubt", "failed"].map((status) =>
      isActive(status as RunDetail["status"]),
    ),
  ).toEqual([true, true, true, false]);
});

const run = {
  status: "running",
  started_at: 10,
  finished_at: null,
  duration_ms: null,
  error: null,
  nodes: {},
  edges: {},
} as unknown as RunDetail;
const base = { run: "run_1", flow: "flow_1", at: 30 };

test("events change at once what is shown", () => {
  const stepped = afterStep(run, {
    ...base,
    node: "a",
    frame: 0,
    attempt: 2,
    state: "done",
    items_out: { main: 4 },
  });
  expect(stepped.nodes).toEqual({ a: { state: "done", attempts: 2, items_out: 4 } });
  expect(afterEdge(run, { ...base, edge: "e", state: "taken", items: 4 }).edges).toEqual({
    e: { state: "taken", items: 4 },
  });
  const over = afterRun(run, { ...base, status: "succeeded", mode: "manual", draft: false });
  expect([over.finished_at, over.duration_ms]).toEqual([30, 20]);
  const parked = afterRun(run, {
    ...base,
    status: "waiting",
    mode: "manual",
    draft: false,
    wake_at: 99,
  });
  expect([parked.finished_at, parked.wake_at]).toEqual([null, 99]);
});
