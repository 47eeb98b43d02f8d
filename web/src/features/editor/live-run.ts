// The run shown on the canvas, made up from the events of the live stream. The
// newest run is shown; a run that was started here stays while something happens in it.
import type { EdgeEvent, RunDetail, RunEvent, RunStatus, StepError, StepEvent } from "@/api/types";
import type { EdgeCount } from "@/canvas";
import type { NodeState } from "@/graph";

export type ShownRun = {
  readonly id: string;
  readonly status: RunStatus;
  readonly isDraft: boolean;
  readonly startedAt: number;
  readonly finishedAt: number | undefined;
  readonly wakeAt: number | undefined;
  readonly nodes: Readonly<Record<string, NodeState>>;
  readonly edges: Readonly<Record<string, EdgeCount>>;
  readonly error:
    | { readonly node: string; readonly message: string; readonly hint: string }
    | undefined;
};

export type LiveEvent =
  | { readonly type: "run"; readonly event: RunEvent }
  | { readonly type: "step"; readonly event: StepEvent }
  | { readonly type: "edge"; readonly event: EdgeEvent };

/** The run after an event; `pinned` is a run started here, which others do not push away. */
export function afterEvent(
  run: ShownRun | undefined,
  { type, event }: LiveEvent,
  pinned: string | undefined,
): ShownRun | undefined {
  if (run?.id !== event.run) {
    const isHeld = run !== undefined && run.id === pinned && run.status === "running";
    const isOther = pinned !== undefined && event.run !== pinned && run === undefined;
    // Only its own event makes a run known: a late step of an old one does not bring it back.
    if (type !== "run" || isHeld || isOther) return run;
    return withRun(newRun(event.run, event.at, event.draft), event);
  }
  if (type === "run") return withRun(run, event);
  if (type === "step") return withStep(run, event);
  const { edge, state, items } = event;
  return { ...run, edges: { ...run.edges, [edge]: { state, items } } };
}

/** The run as the server tells it at once. */
export function runOf(detail: RunDetail): ShownRun {
  const nodes = Object.entries(detail.nodes).map(([node, { state }]) => [node, state] as const);
  const { error } = detail;
  return {
    id: detail.id,
    status: detail.status,
    isDraft: detail.mode === "test",
    startedAt: detail.started_at,
    finishedAt: detail.finished_at ?? undefined,
    wakeAt: detail.wake_at ?? undefined,
    nodes: Object.fromEntries(nodes),
    edges: detail.edges,
    error: error ? { node: error.node, message: error.message, hint: "" } : undefined,
  };
}

export function newRun(id: string, startedAt: number, isDraft: boolean): ShownRun {
  return {
    id,
    status: "running",
    isDraft,
    startedAt,
    finishedAt: undefined,
    wakeAt: undefined,
    nodes: {},
    edges: {},
    error: undefined,
  };
}

export function isOver(status: RunStatus): boolean {
  return status === "succeeded" || status === "failed" || status === "cancelled";
}

function withRun(run: ShownRun, { status, at, wake_at, error }: RunEvent): ShownRun {
  const failed = error ? { node: error.node, message: error.message, hint: "" } : undefined;
  return {
    ...run,
    status,
    finishedAt: isOver(status) ? at : undefined,
    wakeAt: wake_at ?? undefined,
    // What the step said of the failure is more than what the run says.
    error: run.error && failed?.node === run.error.node ? run.error : (failed ?? run.error),
  };
}

function withStep(run: ShownRun, { node, state, error }: StepEvent): ShownRun {
  return {
    ...run,
    nodes: { ...run.nodes, [node]: state },
    error: state === "failed" && error ? { node, ...reason(error) } : run.error,
  };
}

function reason({ message, hint }: StepError) {
  return { message, hint };
}
