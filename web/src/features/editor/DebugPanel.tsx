// Below the canvas while a test is debugged: where it stands, what has come there,
// what watched expressions say, and how it goes on.
import { useQuery } from "@tanstack/react-query";
import { ArrowDownToDot, ArrowUpFromDot, Play, Redo2, Square } from "lucide-react";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { standingQuery, useDebugStep } from "@/api/debug";
import { useSteerRun } from "@/api/runs";
import type { ArrowEdit, DebugStep, HeldNode } from "@/api/types";
import { nodeOf } from "@/graph";
import { Button } from "@/ui/button";
import { Select } from "@/ui/text-field";
import { toast, toastProblem } from "@/ui/toast";
import { useBench } from "./bench";
import { breakpointsIn } from "./breakpoints";
import { arrowKey, type Edits, editsOf, momentOf, titleOf } from "./debugging";
import { HeldItems } from "./HeldItems";
import type { ShownRun } from "./live-run";
import { useEditorState } from "./store";
import { Watches } from "./Watches";

const STEPS = [
  { step: "continue", label: "Continue", key: "F8", Icon: Play },
  { step: "over", label: "Step over", key: "F10", Icon: Redo2 },
  { step: "into", label: "Step into", key: "F11", Icon: ArrowDownToDot },
  { step: "out", label: "Step out", key: "Shift+F11", Icon: ArrowUpFromDot },
] as const;

export function DebugPanel() {
  const run = useEditorState((state) => state.run);
  return run ? <Panel key={run.id} run={run} /> : null;
}

function Panel({ run }: { run: ShownRun }) {
  const { workspace, editor, view } = useBench();
  const moment = momentOf(run);
  const { data, isPlaceholderData } = useQuery(standingQuery(workspace, run.id, moment));
  const steer = useSteerRun(workspace, run.id);
  const { mutate, isPending } = useDebugStep(workspace, run.id);
  const [chosen, setChosen] = useState<string>();
  const [edits, setEdits] = useState<Edits>({});
  const held = data?.held ?? [];
  const at = held.find((node) => arrowKey(node.node, node.frame) === chosen) ?? held[0];
  const isStanding = at !== undefined && run.status === "paused";

  const go = (step: DebugStep["step"]) => {
    if (!isStanding || isPending) return;
    const changed = read(edits);
    if (!changed) return;
    const { document, breakpoints } = editor.state;
    const request: DebugStep = {
      ...{ step, node: at.node, frame: at.frame, edits: changed },
      breakpoints: breakpointsIn(document, breakpoints),
    };
    mutate(request, { onSuccess: () => setEdits({}), onError: toastProblem });
  };
  useKeys(go);
  const where = at?.node;
  const show = useEffectEvent((node: string) => {
    if (nodeOf(editor.state.document, node)) view()?.show(node);
  });
  useEffect(() => {
    if (where !== undefined) show(where);
  }, [where]);

  return (
    <section
      aria-label="Debugger"
      className="flex max-h-[45%] min-h-0 flex-col border-t border-line bg-surface"
    >
      <Bar at={at} isRunning={run.status === "running"}>
        {STEPS.map(({ step, label, key, Icon }) => (
          <Button
            key={step}
            size="small"
            variant={step === "continue" ? "primary" : "quiet"}
            icon={<Icon size={14} aria-hidden="true" />}
            title={`${label} (${key})`}
            disabled={!isStanding || isPending}
            onClick={() => go(step)}
          >
            {label}
          </Button>
        ))}
        <Button
          size="small"
          variant="quiet"
          icon={<Square size={14} aria-hidden="true" />}
          busy={steer.isPending}
          onClick={() => steer.mutate("kill", { onError: toastProblem })}
        >
          Stop
        </Button>
      </Bar>
      {held.length > 1 && at && (
        <Select
          className="px-4 pt-3"
          label="Several nodes stand; go on with"
          value={arrowKey(at.node, at.frame)}
          options={held.map((node) => ({
            value: arrowKey(node.node, node.frame),
            label: titleOf(editor.state.document, node),
          }))}
          onChange={(event) => setChosen(event.target.value)}
        />
      )}
      {at && (
        <div className="grid min-h-0 flex-1 gap-4 overflow-auto p-4 md:grid-cols-2">
          <HeldItems at={at} edits={edits} onEdit={setEdits} />
          <Watches
            at={at}
            run={run.id}
            moment={moment}
            isStanding={isStanding && !isPlaceholderData}
          />
        </div>
      )}
    </section>
  );
}

type BarProps = { at: HeldNode | undefined; isRunning: boolean; children: ReactNode };

function Bar({ at, isRunning, children }: BarProps) {
  const { editor } = useBench();
  const place = at && titleOf(editor.state.document, at);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm">
      <p role="status" className="min-w-0 flex-1 truncate font-medium text-ink">
        {isRunning || !place ? "The test runs…" : `Stopped before ${place}`}
      </p>
      <div className="flex flex-wrap items-center gap-1">{children}</div>
    </div>
  );
}

/** The edits that can be sent; undefined if one of them cannot be read. */
function read(edits: Edits): ArrowEdit[] | undefined {
  const result = editsOf(edits);
  if (!result) {
    const detail = "Mend what is marked, or take it back.";
    toast({ title: "The edited items are not a list in JSON", detail, tone: "bad" });
  }
  return result;
}

/** The keys of other debuggers, wherever the focus is. */
function useKeys(go: (step: DebugStep["step"]) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const pressed = event.shiftKey ? `Shift+${event.key}` : event.key;
    const step = STEPS.find(({ key }) => key === pressed)?.step;
    if (!step) return;
    event.preventDefault();
    go(step);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}
