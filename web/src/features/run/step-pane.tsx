// One step: how it went, and what went in and came out.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ArrowDownToLine, ArrowUpFromLine } from "lucide-react";
import { stepQuery } from "@/api/runs";
import type { Kind, RunDetail, Step } from "@/api/types";
import { useMay } from "@/api/workspace";
import { KindIcon } from "@/canvas/KindIcon";
import { ItemsView, Message, type PortItems } from "@/form";
import { ERROR_PORT, Kinds, nodeOf, nodePorts } from "@/graph";
import { counted, fullTime } from "@/lib/format";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Skeleton } from "@/ui/skeleton";
import { StepBadge } from "@/ui/status";
import { Tabs } from "@/ui/tabs";
import { Duration, RelativeTime } from "@/ui/time";
import { awaitedEvent } from "./awaited";
import { CalledInside, CalledRun } from "./called-flow";
import { GoOnButton } from "./go-on";
import { itemsOut } from "./words";

type Props = { workspace: string; run: RunDetail; step: Step; kinds: readonly Kind[] };

export function StepPane({ workspace, run, step, kinds }: Props) {
  const detail = useQuery({
    ...stepQuery(workspace, run.id, step),
    // A step that is over never changes again.
    staleTime: step.finished_at === null ? 0 : Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const mayRun = useMay("editor");
  const node = nodeOf(run.document, step.node);
  const kind = node && new Kinds(kinds).of(node);
  const ports = nodePorts(kind, node?.parameters ?? {});
  const titleOf = (list: typeof ports.outputs) => (port: string) =>
    port === ERROR_PORT ? "On error" : (list.find((one) => one.name === port)?.label ?? port);

  const items = (side: "inputs" | "outputs") => {
    if (detail.error)
      return <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />;
    if (!detail.data) return <ItemsSkeleton />;
    return (
      <ItemsView
        label={side === "inputs" ? "Input" : "Output"}
        ports={detail.data[side] as PortItems}
        portTitle={titleOf(ports[side])}
        truncated={detail.data.truncated}
        empty={<Nothing side={side} step={step} />}
      />
    );
  };
  return (
    <section aria-label={`Step ${step.node_name}`} className="flex h-full min-h-0 flex-col gap-4">
      <header className="flex items-start gap-3">
        <KindIcon kind={kind} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">{step.node_name}</h2>
          <Facts
            step={step}
            undone={step.undoes ? nodeOf(run.document, step.undoes)?.name : undefined}
          />
        </div>
        <StepBadge state={step.state} />
        {mayRun && (
          <GoOnButton
            key={step.index}
            workspace={workspace}
            run={run}
            step={step}
            detail={detail.data}
            ports={ports.outputs.map(({ name, label }) => ({ name, title: label }))}
          />
        )}
      </header>
      {step.error && (
        <div
          className={clsx(
            "rounded-control px-4 py-3 text-sm",
            step.state === "failed" ? "bg-bad-soft text-bad" : "bg-warn-soft text-warn",
          )}
        >
          <p className="font-medium wrap-anywhere">
            <Message text={step.error.message} />
          </p>
          {step.error.hint && (
            <p>
              <Message text={step.error.hint} />
            </p>
          )}
        </div>
      )}
      {step.child && <CalledRun run={step.child} />}
      <Tabs
        label="Items"
        className="min-h-0 flex-1"
        defaultValue={step.error ? "input" : "output"}
        tabs={[
          { value: "input", label: `Input (${step.items_in})`, content: items("inputs") },
          { value: "output", label: `Output (${itemsOut(step)})`, content: items("outputs") },
          ...(step.inside
            ? [
                {
                  value: "inside",
                  label: `Inside (${step.inside.steps.length})`,
                  content: <CalledInside inside={step.inside} kinds={kinds} />,
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}

function Facts({ step, undone }: { step: Step; undone: string | undefined }) {
  return (
    <p className="text-sm text-ink-soft" title={fullTime(step.started_at)}>
      {step.attempt > 1 && `Attempt ${step.attempt} · `}
      {undone !== undefined && `Undoes “${undone}” · `}
      {undone === undefined && step.frame > 0 && `Round ${step.frame} · `}
      <TimeTaken step={step} />
      {step.awaits && ` · waits for ${awaitedEvent(step.awaits)}`}
      {step.wake_at !== null && step.finished_at === null && (
        <>
          {step.awaits ? " · no longer than " : " · goes on "}
          <RelativeTime at={step.wake_at} />
        </>
      )}
    </p>
  );
}

/** The time worked, else the time between start and end, else the time until now. */
function TimeTaken({ step: { duration_us, started_at, finished_at } }: { step: Step }) {
  if (duration_us !== null) return <Duration ms={duration_us / 1_000} />;
  if (finished_at !== null) return <Duration ms={finished_at - started_at} />;
  return <Duration since={started_at} />;
}

function Nothing({ side, step }: { side: "inputs" | "outputs"; step: Step }) {
  if (side === "inputs") {
    return (
      <EmptyState icon={<ArrowDownToLine size={22} aria-hidden />} title="Nothing came in">
        {step.items_in === 0
          ? "The step started the run, or its arrows brought no item."
          : `${counted(step.items_in, "item")} came in and were not kept.`}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<ArrowUpFromLine size={22} aria-hidden />} title="Nothing came out">
      {step.state === "running" || step.state === "waiting"
        ? "The step is not done yet."
        : "The step gave no item, so what follows it was skipped or got nothing."}
    </EmptyState>
  );
}

function ItemsSkeleton() {
  return (
    <div role="status" aria-label="Loading the items" className="grid gap-3">
      <Skeleton className="w-2/5" />
      <Skeleton className="w-3/5" />
      <Skeleton className="w-1/2" />
    </div>
  );
}
