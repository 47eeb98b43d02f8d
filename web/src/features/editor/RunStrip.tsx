// Over the canvas: how the run that is shown stands.
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useCancelRun } from "@/api/runs";
import { nodeOf } from "@/graph";
import { plainMessage } from "@/lib/format";
import { Button, IconButton } from "@/ui/button";
import { RunBadge } from "@/ui/status";
import { Duration, RelativeTime } from "@/ui/time";
import { toastProblem } from "@/ui/toast";
import { useBench } from "./bench";
import { isOver, type ShownRun } from "./live-run";
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
        className="pointer-events-auto flex max-w-full animate-appear flex-wrap items-center gap-x-3 gap-y-1 rounded-card border border-line bg-raised py-1.5 pr-1.5 pl-2 text-sm shadow-float"
      >
        <span role="status">
          <RunBadge status={run.status} />
        </span>
        <span className="text-ink-soft">
          {run.isDraft === undefined ? "Run" : run.isDraft ? "Test run" : "Live run"}
        </span>
        <Timing run={run} />
        <Failure run={run} />
        <span className="flex items-center gap-1">
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

function Failure({ run }: { run: ShownRun }) {
  const { editor, view } = useBench();
  const node = useEditorState(({ document }) =>
    run.error ? nodeOf(document, run.error.node) : undefined,
  );
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
