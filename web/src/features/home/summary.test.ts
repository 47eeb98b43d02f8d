import { expect, test } from "vitest";
import type { FlowState, FlowSummary } from "@/api/types";
import { summarySentences } from "./summary";

function flow(state: FlowState, runs: Partial<FlowSummary["runs"]> = {}): FlowSummary {
  return {
    id: `flow_${state}`,
    name: state,
    description: "",
    state,
    version: 1,
    draft_changed: false,
    updated_at: 0,
    updated_by: null,
    trigger_kinds: [],
    runs: { in_progress: 0, finished_24h: 0, failed_24h: 0, ...runs },
  };
}

test.each([
  [[], 0, "Nothing runs yet. Build a flow and it will show up here."],
  [
    [flow("draft")],
    0,
    "None of your 1 flow is live. No run has finished in the last 24 hours. Nothing needs you.",
  ],
  [
    [flow("live", { in_progress: 5, finished_24h: 1_200, failed_24h: 3 }), flow("draft")],
    3,
    "1 of 2 flows is live, with 5 runs in progress. In the last 24 hours 1,200 runs finished, 3 of them failed. 3 runs of this week need a look.",
  ],
  [
    [flow("live", { finished_24h: 1 })],
    1,
    "1 flow is live. In the last 24 hours 1 run finished, and none failed. 1 run of this week needs a look.",
  ],
])("%#: says what happened", (flows, needing, text) => {
  expect(summarySentences(flows, needing).join(" ")).toBe(text);
});
