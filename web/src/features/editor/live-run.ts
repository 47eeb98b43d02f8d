// The run shown on the canvas, made up from the events of the live stream. The
// newest run is shown; a run that was started here stays while something happens in it.
import type { EdgeEvent, RunDetail, RunEvent, RunStatus, StepError, StepEvent } from "@/api/types";

import {
  type ChosenIterations,
  countsIn,
  type EdgeCounts,
  type FlowDocument,
  type NodeState,
  type PlacedStep,
  pagesOf,
  shownSteps,
  staleNodes,
  statesIn,
} from "@/graph";

/** A loop of a million steps is followed by its latest ones. */
const PLACED_MAXIMUM = 4_000;

const NONE: ReadonlySet<string> = new Set();

export type ShownRun = {
  readonly id: string;
  readonly status: RunStatus;
  /** Undefined until the server has said so. */
  readonly isDraft: boolean | undefined;
  /** What was drawn when it began, if it was started here. */
  readonly of: FlowDocument | undefined;
  readonly startedAt: number;
  readonly finishedAt: number | undefined;
  readonly wakeAt: number | undefined;
  readonly nodes: Readonly<Record<string, NodeState>>;
  readonly edges: EdgeCounts;
  /** The steps in boxes, the latest ones: which iteration each belongs to. */
  readonly placed: readonly PlacedStep[];
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
  live: LiveEvent,
  pinned: string | undefined,
): ShownRun | undefined {
  const { type, event } = live;
  const current = run?.id === event.run ? run : begun(run, live, pinned);
  if (current === undefined) return run;
  if (type === "run") return withRun(current, event);
  if (type === "step") return withStep(current, event);
  const { edge, state, items } = event;
  return { ...current, edges: { ...current.edges, [edge]: { state, items } } };
}

/** The run an event brings into view, if it is to be shown instead of the present one. */
function begun(
  run: ShownRun | undefined,
  { type, event }: LiveEvent,
  pinned: string | undefined,
): ShownRun | undefined {
  if (type === "edge") return undefined;
  const isHeld = run !== undefined && run.id === pinned && /^(running|paused)$/.test(run.status);
  if (isHeld && event.run !== pinned) return undefined;
  // Ids grow with time, so a late step of an old run does not bring it back; that
  // a run goes on after a wait does, once the one that is shown is over.
  const isNewer = run === undefined || event.run > run.id;
  const goesOn = type === "run" && event.status === "running" && run && isOver(run.status);
  return isNewer || goesOn ? newRun(event.run, event.at) : undefined;
}

/** What the server told, with what events have told since. */
export function withEvents(told: ShownRun, current: ShownRun | undefined): ShownRun {
  if (current?.id !== told.id) return told;
  return {
    ...told,
    nodes: { ...told.nodes, ...current.nodes },
    of: current.of,
    placed: joined(told.placed, current.placed),
    edges: { ...told.edges, ...current.edges },
    error: current.error ?? told.error,
  };
}

/** The run as the server tells it at once. */
export function runOf(detail: RunDetail): ShownRun {
  const nodes = Object.entries(detail.nodes).map(([node, { state }]) => [node, state] as const);
  const { error } = detail;
  return {
    id: detail.id,
    status: detail.status,
    isDraft: detail.mode === "test",
    of: undefined,
    startedAt: detail.started_at,
    finishedAt: detail.finished_at ?? undefined,
    wakeAt: detail.wake_at ?? undefined,
    nodes: Object.fromEntries(nodes),
    edges: detail.edges,
    placed: detail.steps.filter(isPlaced).slice(-PLACED_MAXIMUM),
    error: error ? { node: error.node, message: error.message, hint: "" } : undefined,
  };
}

/** A run of which nothing is known yet; a test of the draft as it is drawn, if that is given. */
export function newRun(id: string, startedAt: number, of?: FlowDocument): ShownRun {
  return {
    id,
    status: "running",
    isDraft: of && true,
    of,
    startedAt,
    finishedAt: undefined,
    wakeAt: undefined,
    nodes: {},
    edges: {},
    placed: [],
    error: undefined,
  };
}

export function isOver(status: RunStatus): boolean {
  return status === "succeeded" || status === "failed" || status === "cancelled";
}

/** Whether this is a test that is over: what it gave can be taken over by the next. */
export function isTestOver(run: ShownRun | undefined): run is ShownRun {
  return run?.isDraft === true && isOver(run.status);
}

function withRun(run: ShownRun, { status, at, draft, wake_at, error }: RunEvent): ShownRun {
  const failed = error ? { node: error.node, message: error.message, hint: "" } : undefined;
  return {
    ...run,
    status,
    isDraft: draft,
    finishedAt: isOver(status) ? at : undefined,
    wakeAt: wake_at ?? undefined,
    // What the step said of the failure is more than what the run says.
    error: run.error && failed?.node === run.error.node ? run.error : (failed ?? run.error),
  };
}

function withStep(run: ShownRun, event: StepEvent): ShownRun {
  const { node, state, error } = event;
  return {
    ...run,
    nodes: { ...run.nodes, [node]: state },
    placed: isPlaced(event) ? joined(run.placed, [event]) : run.placed,
    error: state === "failed" && error ? { node, ...reason(error) } : run.error,
  };
}

/** Whether a step is in a box, or is one that says how often it went round. */
function isPlaced({ place, iterations }: PlacedStep): boolean {
  return (place != null && place.length > 0) || iterations != null;
}

function joined(before: readonly PlacedStep[], after: readonly PlacedStep[]) {
  return [...before, ...after].slice(-PLACED_MAXIMUM);
}

/** What the canvas shows of a run: of each loop one iteration. */
export function runOnCanvas(
  document: FlowDocument,
  run: ShownRun | undefined,
  chosen: ChosenIterations,
) {
  const pages = pagesOf(run?.placed ?? [], chosen);
  const shown = shownSteps(run?.placed ?? [], pages);
  return {
    pages,
    nodeStates: { ...withoutPlaced(run), ...statesIn(shown) },
    edgeCounts: countsIn(document, shown, run?.edges ?? {}),
    ...staleIn(document, run),
  };
}

/** What of a test that was started here no longer holds. */
export function staleIn(document: FlowDocument, run: ShownRun | undefined) {
  return { stale: run?.of ? staleNodes(run.of, document) : NONE };
}

/** The states of nodes in no box; those in boxes are told by the iteration that is shown. */
function withoutPlaced(run: ShownRun | undefined): ShownRun["nodes"] {
  if (!run || run.placed.length === 0) return run?.nodes ?? {};
  const inBoxes = run.placed.filter(({ place }) => place != null && place.length > 0);
  const placed = new Set(inBoxes.map(({ node }) => node));
  return Object.fromEntries(Object.entries(run.nodes).filter(([node]) => !placed.has(node)));
}

function reason({ message, hint }: StepError) {
  return { message, hint };
}
