// Brings the editor to life: saving, the live stream, and what the server tells
// of the flow meanwhile.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { get } from "@/api/client";
import { saveDraft, useStartRun } from "@/api/drafts";
import { flowKey, flowQuery } from "@/api/flows";
import { useLive } from "@/api/live";
import { asProblem } from "@/api/problem";
import { runQuery } from "@/api/runs";
import type { FlowDetail, Page, RunSummary } from "@/api/types";
import { inWorkspace, useMay } from "@/api/workspace";
import type { FlowDocument, Kinds } from "@/graph";
import { toast, toastProblem } from "@/ui/toast";
import { Autosave } from "./autosave";
import { Editor, factsOf } from "./editor";
import { afterEvent, isOver, type LiveEvent, newRun, runOf } from "./live-run";

type Options = { workspace: string; flow: string; detail: FlowDetail; kinds: Kinds };

/** The editor of a flow with its autosave. */
export function useEditor({ workspace, flow, detail, kinds }: Options) {
  const client = useQueryClient();
  const mayEdit = useMay("editor");
  const [editor] = useState(() => new Editor({ detail, kinds, mayEdit }));
  const autosave = useMemo(
    () =>
      new Autosave(editor, {
        save: (draft) => saveDraft(workspace, flow, draft),
        load: () => client.fetchQuery({ ...flowQuery(workspace, flow), staleTime: 0 }),
      }),
    [editor, client, workspace, flow],
  );
  useEffect(() => autosave.start(), [autosave]);
  useLeaveWarning(autosave);
  useFacts(editor, autosave, detail);
  useFreshTriggers(
    editor,
    () => void client.invalidateQueries({ queryKey: flowKey(workspace, flow), exact: true }),
  );
  return { editor, autosave };
}

/** Saves before the page is hidden, and asks before unsaved changes are lost. */
function useLeaveWarning(autosave: Autosave): void {
  useEffect(() => {
    const onHide = () => document.visibilityState === "hidden" && void autosave.flush();
    const onLeave = (event: BeforeUnloadEvent) => autosave.isUnsaved && event.preventDefault();
    const onOnline = () => void autosave.flush();
    document.addEventListener("visibilitychange", onHide);
    addEventListener("beforeunload", onLeave);
    addEventListener("online", onOnline);
    return () => {
      document.removeEventListener("visibilitychange", onHide);
      removeEventListener("beforeunload", onLeave);
      removeEventListener("online", onOnline);
    };
  }, [autosave]);
}

/** Takes over what the server tells anew: state, version, triggers; the draft only if nothing is unsaved. */
function useFacts(editor: Editor, autosave: Autosave, detail: FlowDetail): void {
  const first = useRef(detail);
  useEffect(() => {
    if (detail === first.current) return;
    const isNewer = detail.revision > editor.state.saved.revision;
    if (isNewer && !autosave.isUnsaved) editor.replaceWith(detail);
    else editor.setFacts(factsOf(detail));
  }, [editor, autosave, detail]);
}

/** Asks for addresses and dates again when the saved triggers change. */
function useFreshTriggers(editor: Editor, refresh: () => void): void {
  useEffect(() => {
    let known = triggersOf(editor.state.saved.document, editor.state.kinds);
    return editor.store.subscribe(({ saved, kinds }, before) => {
      if (saved === before.saved) return;
      const triggers = triggersOf(saved.document, kinds);
      if (triggers === known) return;
      known = triggers;
      refresh();
    });
  }, [editor, refresh]);
}

function triggersOf(document: FlowDocument, kinds: Kinds): string {
  const triggers = document.nodes.filter((node) => kinds.of(node)?.role === "trigger");
  return JSON.stringify(triggers.map(({ id, parameters }) => [id, parameters]));
}

/** Shows runs on the canvas as they happen, and starts test runs. */
export function useRuns(
  { workspace, flow }: Pick<Options, "workspace" | "flow">,
  editor: Editor,
  autosave: Autosave,
) {
  const client = useQueryClient();
  const start = useStartRun(workspace, flow);
  const pinned = useRef<string>(undefined);
  const queue = useEventQueue((events) => {
    const { run } = editor.state;
    const next = events.reduce((shown, event) => afterEvent(shown, event, pinned.current), run);
    if (next !== run) editor.showRun(next);
  });
  const load = async (id: string) =>
    editor.showRun(runOf(await client.fetchQuery({ ...runQuery(workspace, id), staleTime: 0 })));
  useLive(
    workspace,
    { flow },
    {
      onRun: (event) => queue({ type: "run", event }),
      onStep: (event) => queue({ type: "step", event }),
      onEdge: (event) => queue({ type: "edge", event }),
      onLag: () => {
        const { run } = editor.state;
        if (run) void load(run.id);
      },
    },
  );
  useActiveRun(workspace, flow, load);

  const run = async (
    trigger: {
      node?: string;
      items?: FlowDetail["document"]["nodes"][number]["parameters"][];
    } = {},
  ) => {
    await autosave.flush();
    try {
      const started = await start.mutateAsync({ ...trigger, draft: true });
      pinned.current = started.run;
      if (editor.state.run?.id !== started.run)
        editor.showRun(newRun(started.run, Date.now(), true));
      // The stream may have been late to the first steps.
      await load(started.run);
      if (isOver(started.status)) toastEnd(started.status);
    } catch (error) {
      refused(editor, error);
    }
  };
  return { run, isStarting: start.isPending, load };
}

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

function toastEnd(status: string): void {
  if (status === "succeeded") toast({ title: "The test run succeeded", tone: "good" });
  else
    toast({
      title: "The test run did not succeed",
      detail: "The node it failed at is marked.",
      tone: "bad",
    });
}

/** Collects events and hands them over once a frame: thousands a second may come. */
function useEventQueue(take: (events: readonly LiveEvent[]) => void) {
  const waiting = useRef<LiveEvent[]>([]);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return (event: LiveEvent) => {
    waiting.current.push(event);
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      take(waiting.current.splice(0));
    });
  };
}

/** Shows the latest run if it is still going on when the page opens. */
function useActiveRun(workspace: string, flow: string, load: (run: string) => Promise<void>): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current) return;
    isDone.current = true;
    const url = inWorkspace(workspace, "/runs");
    get<Page<RunSummary>>(url, { query: { flow, limit: 1 } })
      .then(({ items: [latest] }) =>
        latest && !isOver(latest.status) ? load(latest.id) : undefined,
      )
      .catch(() => {
        // The strip stays empty; the run history tells why when it is opened.
      });
  });
}
