// Steps nobody can know the end of: a person says what happened.
import { CircleHelp } from "lucide-react";
import { useSettle } from "@/api/runs";
import type { RunDetail, Settlement, Step } from "@/api/types";
import { useMay } from "@/api/workspace";
import { Button } from "@/ui/button";
import { toastProblem } from "@/ui/toast";
import { stepsInDoubt } from "./words";

const OUTCOMES: { outcome: Settlement["outcome"]; label: string }[] = [
  { outcome: "done", label: "It happened, go on" },
  { outcome: "retry", label: "It did not, do it again" },
  { outcome: "failed", label: "Let it fail" },
];

export function InDoubt({ workspace, run }: { workspace: string; run: RunDetail }) {
  return stepsInDoubt(run.steps).map((step) => (
    <Settle key={`${step.node}/${step.frame}`} workspace={workspace} run={run} step={step} />
  ));
}

function Settle({ workspace, run, step }: { workspace: string; run: RunDetail; step: Step }) {
  const settle = useSettle(workspace, run.id);
  const mayRun = useMay("editor");
  return (
    <section
      aria-label={`${step.node_name} is in doubt`}
      className="flex flex-wrap items-start gap-x-4 gap-y-3 border-b border-line bg-doubt-soft px-4 py-3 sm:px-5"
    >
      <CircleHelp size={20} aria-hidden className="mt-0.5 shrink-0 text-doubt" />
      <div className="min-w-0 flex-1 basis-72 text-sm">
        <p className="text-base font-semibold text-doubt">Did “{step.node_name}” happen?</p>
        <p className="text-ink">
          {step.error?.message ?? "The server stopped while it was under way."}
        </p>
        <p className="text-ink-soft">
          {step.error?.hint ||
            "Look at the other side, then say what you found. The run waits until then."}
        </p>
      </div>
      {mayRun && (
        <div className="flex flex-wrap gap-2">
          {OUTCOMES.map(({ outcome, label }) => (
            <Button
              key={outcome}
              size="small"
              busy={settle.isPending && settle.variables.outcome === outcome}
              disabled={settle.isPending}
              onClick={() =>
                settle.mutate(
                  { node: step.node, frame: step.frame, outcome },
                  { onError: toastProblem },
                )
              }
            >
              {label}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
