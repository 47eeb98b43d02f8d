// Runs on the canvas: those that happen, as they happen, and the test runs that
// are started here.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { get } from "@/api/client";
import { useStartRun } from "@/api/drafts";
import { useLive } from "@/api/live";
import { asProblem } from "@/api/problem";
import { runQuery } from "@/api/runs";
import type { Page, RunStatus, RunSummary, StartRun } from "@/api/types";
import { inWorkspace } from "@/api/workspace";
import { toast, toastProblem } from "@/ui/toast";
import type { Autosave } from "./autosave";
import { arrowStopsIn, breakpointsIn } from "./breakpoints";
import type { Editor } from "./editor";
import {
  afterEvent,
  isOver,
  isTestOver,
  type LiveEvent,
  newRun,
  runOf,
  withEvents,
} from "./live-run";

/** Events are taken together so often: thousands a second may come. */
const TOGETHER_MS = 30;

type Place = { workspace: string; flow: string };

/** Follows the runs of the flow; answers with the way to start one. */
export function useRuns(place: Place, editor: Editor, autosave: Autosave) {
  const start = useStartRun(place.workspace, place.flow);
  const pinned = useRef<string>(undefined);
  const load = useLoadRun(place.workspace, editor);
  useFollowing(place, editor, pinned, load);

  const last = useRef<StartRun>({});
  const run = async (request: StartRun = {}) => {
    last.current = request;
    await autosave.flush();
    const drawn = editor.state.document;
    try {
      const debug = debugOf(editor, request);
      const started = await start.mutateAsync({ ...request, ...debug, draft: true });
      pinned.current = started.run;
      editor.store.setState({ debugging: debug.debug ? started.run : undefined });
      if (editor.state.run?.id !== started.run) {
        editor.showRun(newRun(started.run, Date.now(), drawn));
      } else if (editor.state.run) {
        // The stream has told of it already.
        editor.showRun({ ...editor.state.run, of: drawn });
      }
      // The stream may have been late to the first steps.
      await load(started.run);
      if (isOver(started.status)) toastEnd(started.status);
    } catch (error) {
      refused(editor, error);
    }
  };
  /** Once more, with the same data. */
  const again = () => run(last.current);
  /** What the test that is shown gave holds where nothing has changed since. */
  const runChanged = (request: StartRun = {}) => {
    const { run: shown } = editor.state;
    return run(isTestOver(shown) ? { ...request, reuse: shown.id } : request);
  };
  return { run, runChanged, again, isStarting: start.isPending };
}

/** Where the run stops, if it stops anywhere. */
function debugOf({ state }: Editor, { debug }: StartRun): Pick<StartRun, "debug"> {
  const breakpoints = breakpointsIn(state.document, state.breakpoints);
  const arrows = arrowStopsIn(state.document, state.arrowStops);
  const isAnySet = Object.keys(breakpoints).length + Object.keys(arrows).length > 0;
  return debug !== undefined || isAnySet ? { debug: { ...debug, breakpoints, arrows } } : {};
}

/** Shows what the server says of a run; `isFresh` forgets what events have told. */
function useLoadRun(workspace: string, editor: Editor) {
  const client = useQueryClient();
  return async (id: string, isFresh = false) => {
    const detail = await client.fetchQuery({ ...runQuery(workspace, id), staleTime: 0 });
    const told = runOf(detail);
    const current = editor.state.run;
    // Another run may have come into view meanwhile.
    if (current && current.id !== id) return;
    editor.showRun(isFresh ? told : withEvents(told, current));
  };
}

type Load = ReturnType<typeof useLoadRun>;

function useFollowing(place: Place, editor: Editor, pinned: { current?: string }, load: Load) {
  const queue = useEventQueue((events) => {
    const { run } = editor.state;
    const next = events.reduce((shown, event) => afterEvent(shown, event, pinned.current), run);
    if (next !== run) editor.showRun(next);
  });
  useLive(
    place.workspace,
    { flow: place.flow },
    {
      onRun: (event) => queue({ type: "run", event }),
      onStep: (event) => queue({ type: "step", event }),
      onEdge: (event) => queue({ type: "edge", event }),
      onLag: () => {
        const { run } = editor.state;
        if (run) load(run.id, true).catch(ignore);
      },
    },
  );
  useActiveRun(place, load);
}

/** Collects events and hands them over together. */
function useEventQueue(take: (events: readonly LiveEvent[]) => void) {
  const waiting = useRef<LiveEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (event: LiveEvent) => {
    waiting.current.push(event);
    // Not a frame: a page in the background draws none, and the list would grow.
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      take(waiting.current.splice(0));
    }, TOGETHER_MS);
  };
}

/** Shows the latest run if it is still going on when the page opens. */
function useActiveRun({ workspace, flow }: Place, load: Load): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current) return;
    isDone.current = true;
    const url = inWorkspace(workspace, "/runs");
    get<Page<RunSummary>>(url, { query: { flow, limit: 1 } })
      .then(({ items: [latest] }) =>
        latest && !isOver(latest.status) ? load(latest.id) : undefined,
      )
      .catch(ignore);
  });
}

/** The strip stays as it is; the run history tells why when it is opened. */
function ignore(): void {}

/** A draft that cannot run: each reason is listed at its node. */
function refused(editor: Editor, error: unknown): void {
  const { problems } = asProblem(error);
  if (problems.length === 0) {
    toastProblem(error);
    return;
  }
  editor.setKnown(problems);
  editor.unfoldProblems(true);
  const title = "The draft cannot run yet";
  toast({ title, detail: "What is missing stands below the canvas.", tone: "bad" });
}

function toastEnd(status: RunStatus): void {
  if (status === "succeeded") {
    toast({ title: "The test run succeeded", tone: "good" });
    return;
  }
  const detail = "The node it failed at is marked.";
  toast({ title: "The test run did not succeed", detail, tone: "bad" });
}
