// While a run is debugged: where it stands, what has come there, what watched
// expressions say, and how it goes on. For tests in the editor, and for runs of
// published flows on their page.
import { useQuery } from "@tanstack/react-query";
import { ArrowDownToDot, ArrowUpFromDot, Play, Redo2, Square, Unplug } from "lucide-react";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { standingQuery, useDebugStep } from "@/api/debug";
import { useSteerRun } from "@/api/runs";
import type { ArrowEdit, DebugStep, FlowDocument, RunStatus } from "@/api/types";
import { Button } from "@/ui/button";
import { Select } from "@/ui/text-field";
import { toast, toastProblem } from "@/ui/toast";
import { HeldItems } from "./held-items";
import { arrowKey, type Edits, editsOf, titleOf } from "./standing";
import { Watches } from "./watches";

const STEPS = [
  { step: "continue", label: "Continue", key: "F8", Icon: Play },
  { step: "over", label: "Step over", key: "F10", Icon: Redo2 },
  { step: "into", label: "Step into", key: "F11", Icon: ArrowDownToDot },
  { step: "out", label: "Step out", key: "Shift+F11", Icon: ArrowUpFromDot },
] as const;

/** Where a run stops from the next step on. */
export type Stops = Required<Pick<DebugStep, "breakpoints" | "arrows">>;

export type DebugPanelProps = {
  workspace: string;
  /** Watches are kept for each flow. */
  flow: string;
  run: string;
  status: RunStatus;
  /** Changes with all that happens to the run. */
  moment: string;
  document: FlowDocument;
  /** What is debugged, in words. */
  subject: string;
  /** Where it stops from now on; left out: where it did. */
  stops?(): Stops;
  /** Shows where the run stands. */
  onShow(node: string): void;
  /** Debugs it no more and lets it go on; left out for tests, which are stopped instead. */
  onDetach?(): void;
};

export function DebugPanel(props: DebugPanelProps) {
  const { workspace, run, status, moment, document, subject, stops, onDetach } = props;
  const { data, isPlaceholderData } = useQuery(standingQuery(workspace, run, moment));
  const steer = useSteerRun(workspace, run);
  const { mutate, isPending } = useDebugStep(workspace, run);
  const [chosen, setChosen] = useState<string>();
  const [edits, setEdits] = useState<Edits>({});
  const held = data?.held ?? [];
  const at = held.find((node) => arrowKey(node.node, node.frame) === chosen) ?? held[0];
  const isStanding = at !== undefined && status === "paused";
  const place = at && titleOf(document, at);

  const go = (step: DebugStep["step"]) => {
    if (!isStanding || isPending) return;
    const changed = read(edits);
    if (!changed) return;
    const request = { step, node: at.node, frame: at.frame, edits: changed, ...stops?.() };
    mutate(request, { onSuccess: () => setEdits({}), onError: toastProblem });
  };
  useKeys(go);
  const where = at?.node;
  const show = useEffectEvent((node: string) => {
    if (document.nodes.some(({ id }) => id === node)) props.onShow(node);
  });
  useEffect(() => {
    if (where !== undefined) show(where);
  }, [where]);

  return (
    <section
      aria-label="Debugger"
      className="flex max-h-[45%] min-h-0 flex-col border-t border-line bg-surface"
    >
      <Bar text={standingText(subject, status, place)}>
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
        {onDetach ? (
          <Button
            size="small"
            variant="quiet"
            icon={<Unplug size={14} aria-hidden="true" />}
            title="Debug it no more and let it go on"
            onClick={onDetach}
          >
            Detach
          </Button>
        ) : (
          <Button
            size="small"
            variant="quiet"
            icon={<Square size={14} aria-hidden="true" />}
            busy={steer.isPending}
            onClick={() => steer.mutate("kill", { onError: toastProblem })}
          >
            Stop
          </Button>
        )}
      </Bar>
      {held.length > 1 && at && (
        <Select
          className="px-4 pt-3"
          label="Several nodes stand; go on with"
          value={arrowKey(at.node, at.frame)}
          options={held.map((node) => ({
            value: arrowKey(node.node, node.frame),
            label: titleOf(document, node),
          }))}
          onChange={(event) => setChosen(event.target.value)}
        />
      )}
      {at && place && (
        <div className="grid min-h-0 flex-1 gap-4 overflow-auto p-4 md:grid-cols-2">
          <HeldItems document={document} at={at} edits={edits} onEdit={setEdits} />
          <Watches
            workspace={workspace}
            flow={props.flow}
            at={at}
            run={run}
            moment={moment}
            place={place}
            isStanding={isStanding && !isPlaceholderData}
          />
        </div>
      )}
    </section>
  );
}

function standingText(subject: string, status: RunStatus, place: string | undefined): string {
  if (status === "paused") return place ? `Stopped before ${place}` : `${subject} is paused`;
  return status === "waiting" ? `${subject} waits, and stops after that` : `${subject} goes on…`;
}

function Bar({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm">
      <p role="status" className="min-w-0 flex-1 truncate font-medium text-ink">
        {text}
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
