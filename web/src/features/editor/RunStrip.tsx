// Over the canvas: how the run that is shown stands.

import { FastForward, X } from "lucide-react";
import { useCancelRun } from "@/api/runs";
import { type FlowDocument, nodeOf } from "@/graph";
import { plainMessage } from "@/lib/format";
import { Link } from "@/router";
import { Button, IconButton } from "@/ui/button";
import { RunBadge } from "@/ui/status";
import { Duration, RelativeTime } from "@/ui/time";
import { toastProblem } from "@/ui/toast";
import { useBench } from "./bench";
import { isOver, isTestOver, type ShownRun } from "./live-run";
import { useEditorState } from "./store";

export function RunStrip() {
  const run = useEditorState((state) => state.run);
  return run ? <Strip run={run} /> : null;
}

function Strip({ run }: { run: ShownRun }) {
  const { workspace, editor } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  const cancel = useCancelRun(workspace);
  return (
    <div className="pointer-events-none absolute inset-x-4 top-4 z-10 flex justify-center">
      <section
        aria-label="The run shown on the canvas"
        className="pointer-events-auto flex max-w-full animate-appear flex-wrap items-center gap-x-3 gap-y-1 rounded-card border border-line bg-raised py-1.5 pe-1.5 ps-2 text-sm shadow-float"
      >
        <span role="status">
          <RunBadge status={run.status} />
        </span>
        <span className="text-ink-soft">
          {run.isDraft === undefined ? "Run" : run.isDraft ? "Test run" : "Live run"}
        </span>
        <Timing run={run} />
        <Failure run={run} />
        <Changed run={run} />
        <span className="ms-auto flex items-center gap-1">
          <Link
            to="/runs/$run"
            params={{ run: run.id }}
            className="rounded-small px-2 py-1 font-medium text-accent hover:bg-hover"
          >
            Details
          </Link>
          {mayEdit && !isOver(run.status) && (
            <Button
              size="small"
              variant="quiet"
              busy={cancel.isPending}
              onClick={() => cancel.mutate(run.id, { onError: toastProblem })}
            >
              Cancel
            </Button>
          )}
          <IconButton
            label="Stop showing this run"
            icon={<X size={16} aria-hidden="true" />}
            onClick={() => editor.showRun(undefined)}
          />
        </span>
        <NextAction run={run} />
      </section>
    </div>
  );
}

function Timing({ run }: { run: ShownRun }) {
  if (run.status === "waiting" && run.wakeAt !== undefined) {
    return (
      <span className="text-ink-soft">
        goes on <RelativeTime at={run.wakeAt} />
      </span>
    );
  }
  const isOverNow = run.finishedAt !== undefined;
  return (
    <span className="text-ink-soft">
      {isOverNow ? (
        <Duration ms={(run.finishedAt ?? 0) - run.startedAt} />
      ) : (
        <Duration since={run.startedAt} />
      )}
    </span>
  );
}

/** What to do about a test that failed, in plain words. */
function NextAction({ run }: { run: ShownRun }) {
  const { editor, view, runs } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  const node = useEditorState(({ document }) => faultIn(document, run));
  if (run.status !== "failed" || !run.error || !run.isDraft || !mayEdit) return null;
  const open = (id: string) => {
    editor.open(id);
    view()?.show(id);
  };
  return (
    <div className="flex basis-full flex-wrap items-center gap-2 border-t border-line px-1 pt-1.5">
      <p className="min-w-0 flex-1 text-ink-soft">
        {run.error.hint
          ? plainMessage(run.error.hint)
          : "Look at what came in and at the parameters of the node, then try again."}
      </p>
      {node && (
        <Button size="small" onClick={() => open(node.id)}>
          Open “{node.name}”
        </Button>
      )}
      <Button size="small" busy={runs.isStarting} onClick={() => void runs.again()}>
        Run again
      </Button>
    </div>
  );
}

/** What has been edited since, with the way to run just that. */
function Changed({ run }: { run: ShownRun }) {
  const { runs } = useBench();
  const isStale = useEditorState(({ stale }) => (stale?.size ?? 0) > 0);
  if (!isStale || !isTestOver(run)) return null;
  return (
    <Button
      size="small"
      icon={<FastForward size={14} aria-hidden="true" />}
      title="Performs what you have changed and what comes after it. What else gave, holds."
      busy={runs.isStarting}
      onClick={() => void runs.runChanged()}
    >
      Run what has changed
    </Button>
  );
}

function Failure({ run }: { run: ShownRun }) {
  const { editor, view } = useBench();
  const node = useEditorState(({ document }) => faultIn(document, run));
  if (!run.error || run.status === "succeeded") return null;
  return (
    <button
      type="button"
      disabled={!node}
      title={plainMessage([run.error.message, run.error.hint].filter(Boolean).join(" "))}
      onClick={() => {
        if (!node) return;
        editor.open(node.id);
        view()?.show(node.id);
      }}
      className="max-w-96 truncate rounded-small px-1 text-bad enabled:hover:underline"
    >
      {node ? `${node.name}: ` : ""}
      {plainMessage(run.error.message)}
    </button>
  );
}

/** The node a run failed at. What the live stream says of the run does not name it. */
function faultIn(document: FlowDocument, { error, nodes }: ShownRun) {
  if (!error) return undefined;
  const failed = Object.keys(nodes).find((node) => nodes[node] === "failed");
  return nodeOf(document, error.node) ?? nodeOf(document, failed ?? "");
}
