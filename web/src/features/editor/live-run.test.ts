import { describe, expect, it } from "vitest";
import type { EdgeEvent, RunEvent, RunStatus, StepEvent, StepState } from "@/api/types";
import { afterEvent, type LiveEvent, newRun, type ShownRun, withEvents } from "./live-run";

const run = (id: string, status: RunStatus, draft = true): LiveEvent => ({
  type: "run",
  event: { run: id, flow: "f", status, mode: "test", at: 5, draft } satisfies RunEvent,
});
const step = (
  id: string,
  node: string,
  state: StepState,
  error?: StepEvent["error"],
): LiveEvent => ({
  type: "step",
  event: { run: id, flow: "f", node, frame: 0, attempt: 1, state, at: 6, error: error ?? null },
});
const edge = (id: string, edge: string, items: number): LiveEvent => ({
  type: "edge",
  event: { run: id, flow: "f", edge, state: "taken", items } satisfies EdgeEvent,
});

function seen(events: readonly LiveEvent[], pinned?: string): ShownRun | undefined {
  return events.reduce<ShownRun | undefined>(
    (shown, event) => afterEvent(shown, event, pinned),
    undefined,
  );
}

describe("the run on the canvas", () => {
  it("is made up of its events", () => {
    const shown = seen([
      run("a", "running"),
      step("a", "n", "running"),
      step("a", "n", "done"),
      edge("a", "e", 3),
      run("a", "succeeded"),
    ]);
    expect(shown).toMatchObject({
      id: "a",
      status: "succeeded",
      finishedAt: 5,
      nodes: { n: "done" },
      edges: { e: { state: "taken", items: 3 } },
    });
  });

  it("is the newest", () => {
    expect(seen([run("a", "running"), step("a", "n", "done"), run("b", "running")])).toMatchObject({
      id: "b",
      nodes: {},
    });
  });

  it("is not pushed away while it was started here and goes on", () => {
    expect(seen([run("a", "running"), run("b", "running")], "a")?.id).toBe("a");
    expect(seen([run("a", "waiting"), run("b", "running")], "a")?.id).toBe("b");
    expect(seen([run("a", "running"), run("a", "succeeded"), run("b", "running")], "a")?.id).toBe(
      "b",
    );
  });

  it("begins with a step, as the run's own event may come last", () => {
    const shown = seen([step("a", "n", "done"), edge("a", "e", 1), run("a", "waiting")]);
    expect(shown).toMatchObject({
      id: "a",
      status: "waiting",
      nodes: { n: "done" },
      isDraft: true,
    });
  });

  it("comes back when it goes on after a wait and the newer one is over", () => {
    const events = [run("a", "waiting"), run("b", "running"), run("a", "running")];
    expect(seen(events)?.id).toBe("b");
    expect(seen([...events, run("b", "succeeded"), run("a", "running")])?.id).toBe("a");
  });

  it("is told by the server with what events have told since", () => {
    const told = { ...newRun("a", 1), nodes: { n: "running", m: "done" } } as const;
    const current = seen([step("a", "n", "done")]);
    expect(withEvents(told, current).nodes).toEqual({ n: "done", m: "done" });
    expect(withEvents(told, seen([step("b", "n", "done")]))).toBe(told);
  });

  it("does not come back by a late step", () => {
    expect(seen([run("a", "running"), run("b", "running"), step("a", "n", "done")])).toMatchObject({
      id: "b",
      nodes: {},
    });
  });

  it("keeps what the failed step said", () => {
    const error = { class: "permanent", code: "x", message: "No.", hint: "Do so." } as const;
    const failed: LiveEvent = {
      type: "run",
      event: {
        run: "a",
        flow: "f",
        status: "failed",
        mode: "test",
        at: 9,
        draft: true,
        error: { node: "n", node_name: "N", message: "No." },
      },
    };
    expect(seen([run("a", "running"), step("a", "n", "failed", error), failed])?.error).toEqual({
      node: "n",
      message: "No.",
      hint: "Do so.",
    });
  });
});
