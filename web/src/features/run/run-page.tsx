// One run: how it stands, its way through the flow, its steps in time, and what
// went in and out of each.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { kindsQuery } from "@/api/catalog";
import type { Kind, RunDetail } from "@/api/types";
import { ErrorState } from "@/ui/error-state";
import { useTitle } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { Tabs } from "@/ui/tabs";
import { useDebugging } from "./debugging";
import { useRun } from "./live";
import { useNarrow } from "./narrow";
import { AskedNote } from "./run-control";
import { RunHeader } from "./run-header";
import { RunPath } from "./run-path";
import { StepPane } from "./step-pane";
import { Timeline } from "./timeline-view";
import { TroubleNote } from "./trouble";
import { stepsInDoubt, troubleOf } from "./words";

/** What only some runs show. */
const InDoubt = lazy(() => import("./in-doubt").then((m) => ({ default: m.InDoubt })));
const RunDebugger = lazy(() => import("./run-debugger"));
const Messages = lazy(() => import("./messages").then((m) => ({ default: m.Messages })));

export type RunPageProps = { workspace: string; run: string };

export function RunPage({ workspace, run }: RunPageProps) {
  const { data, error, refetch } = useRun(workspace, run);
  const { data: kinds } = useQuery(kindsQuery);
  useTitle(data ? `Run of ${data.flow.name}` : "Run");
  if (data) return <OneRun workspace={workspace} run={data} kinds={kinds} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading />;
}

type Props = { workspace: string; run: RunDetail; kinds: readonly Kind[] | undefined };

const NO_KINDS: readonly Kind[] = [];

function OneRun({ workspace, run, kinds }: Props) {
  const narrow = useNarrow();
  const [chosen, setChosen] = useState<number>();
  // What went wrong is what people come for; else the end of the run.
  const first = troubleOf(run)?.step ?? run.steps.findLast((step) => step.state !== "skipped");
  const step = run.steps.find((one) => one.index === chosen) ?? first;
  const [tab, setTab] = useState("steps");
  const choose = (index: number) => {
    setChosen(index);
    // On a phone the step stands where the list stood.
    setTab("step");
  };
  const chooseNode = (node: string | undefined, step: number | undefined) => {
    const last = step ?? run.steps.findLast((one) => one.node === node)?.index;
    if (last !== undefined) setChosen(last);
  };

  const debugging = useDebugging(workspace, run);
  const debug = (
    <Suspense>
      {debugging.isOpen && (
        <RunDebugger {...{ workspace, run }} onShow={(node) => chooseNode(node, undefined)} />
      )}
    </Suspense>
  );
  const path = <RunPath run={run} kinds={kinds} selected={step?.node} onSelect={chooseNode} />;
  const timeline = (
    <Timeline run={run} kinds={kinds ?? NO_KINDS} selected={step?.index} onSelect={choose} />
  );
  const messages = (
    <Suspense>
      <Messages run={run} />
    </Suspense>
  );
  const messagesTab = {
    value: "messages",
    label: `Messages (${run.messages.length})`,
    content: <Scrolled>{messages}</Scrolled>,
  };
  const pane = step ? (
    <StepPane
      key={step.index}
      workspace={workspace}
      run={run}
      step={step}
      kinds={kinds ?? NO_KINDS}
    />
  ) : null;
  const notes = (
    <>
      <AskedNote run={run} />
      <TroubleNote workspace={workspace} run={run} />
      <Suspense>
        {stepsInDoubt(run.steps).length > 0 && <InDoubt workspace={workspace} run={run} />}
      </Suspense>
    </>
  );

  if (narrow) {
    return (
      <div className="flex min-h-full flex-col">
        <RunHeader workspace={workspace} run={run} />
        {notes}
        <Tabs
          label="Run"
          value={tab}
          onChange={setTab}
          className="flex-1 [&>[role=tablist]]:px-4"
          tabs={[
            { value: "steps", label: "Steps", content: <div className="h-96">{timeline}</div> },
            {
              value: "step",
              label: "Chosen step",
              content: <div className="h-[70dvh] px-4 pb-6">{pane}</div>,
            },
            { value: "path", label: "Path", content: <div className="h-[60dvh]">{path}</div> },
            ...(run.messages.length > 0 ? [messagesTab] : []),
          ]}
        />
        {debug}
      </div>
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <RunHeader workspace={workspace} run={run} />
      {notes}
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(22rem,32rem)] divide-x divide-line rtl:divide-x-reverse">
        <div className="grid min-h-0 grid-rows-[minmax(10rem,5fr)_minmax(12rem,6fr)] divide-y divide-line">
          <div className="min-h-0">{path}</div>
          {run.messages.length > 0 ? (
            <Tabs
              label="Run"
              className="min-h-0 bg-surface [&>[role=tablist]]:px-4 [&>[role=tabpanel]]:pt-0"
              tabs={[{ value: "steps", label: "Steps", content: timeline }, messagesTab]}
            />
          ) : (
            <div className="min-h-0 bg-surface">{timeline}</div>
          )}
        </div>
        <div className="min-h-0 bg-surface px-5 pt-4 pb-5">{pane}</div>
      </div>
      {debug}
    </div>
  );
}

function Scrolled({ children }: { children: React.ReactNode }) {
  return <div className="h-full overflow-y-auto p-5">{children}</div>;
}

function Loading() {
  return (
    <div role="status" aria-label="Loading the run" className="grid gap-6 p-6">
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-64 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
