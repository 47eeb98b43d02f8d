// How a run stands, and what can be done with it.

import { ArrowLeft, Play, SquarePen } from "lucide-react";
import type { ReactNode } from "react";
import { useRerun } from "@/api/runs";
import type { RunDetail } from "@/api/types";
import { useMay } from "@/api/workspace";
import { fullTime } from "@/lib/format";
import { Link, useNavigate } from "@/router";
import { Button, IconButton } from "@/ui/button";
import { buttonClass } from "@/ui/classes";
import { RUN_MODE, RunBadge } from "@/ui/status";
import { Duration, RelativeTime } from "@/ui/time";
import { toastProblem } from "@/ui/toast";
import { awaitedEvents } from "./awaited";
import { RunControl } from "./run-control";
import { RetryButton } from "./trouble";
import { isActive } from "./words";

type Props = { workspace: string; run: RunDetail };

export function RunHeader({ workspace, run }: Props) {
  const navigate = useNavigate();
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-3 border-b border-line bg-surface px-4 py-3 sm:px-5">
      <IconButton
        label="All runs"
        icon={<ArrowLeft size={18} />}
        onClick={() => void navigate({ to: "/runs" })}
      />
      <div className="min-w-0 flex-1 basis-64">
        <div className="flex items-center gap-3">
          <h1 className="truncate text-lg font-semibold">{run.flow.name}</h1>
          <RunBadge status={run.status} />
        </div>
        <Facts run={run} />
      </div>
      <Actions workspace={workspace} run={run} />
    </header>
  );
}

function Facts({ run }: { run: RunDetail }) {
  const awaits = awaitedEvents(run.steps);
  return (
    <dl className="mt-0.5 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-ink-soft">
      <Fact name="Started by">{RUN_MODE[run.mode]}</Fact>
      <Fact name="Started">
        <RelativeTime at={run.started_at} />
      </Fact>
      <Fact name={run.duration_ms === null ? "Going on for" : "Took"} shown>
        {run.duration_ms === null ? (
          <Duration since={run.started_at} />
        ) : (
          <Duration ms={run.duration_ms} />
        )}
      </Fact>
      <Fact name="Version">{run.version === null ? "Draft" : `Version ${run.version}`}</Fact>
      {run.waits_for && (
        <Fact name="Waits for its turn:" shown>
          {run.waits_for}
        </Fact>
      )}
      {Object.entries(run.notes ?? {}).map(([name, value]) => (
        <Fact key={name} name="Saved on the run:">
          {name}={value}
        </Fact>
      ))}
      {run.status === "cancelled" && run.error && <Fact name="Why">{run.error.message}</Fact>}
      {awaits.length > 0 && (
        <Fact name="Waits for" shown>
          {awaits.join(", ")}
        </Fact>
      )}
      {run.status === "waiting" && run.wake_at !== null && (
        <Fact name={awaits.length > 0 ? "No longer than" : "Goes on"} shown>
          <span title={fullTime(run.wake_at)}>
            <RelativeTime at={run.wake_at} />
          </span>
        </Fact>
      )}
      {run.retry_of && (
        <Fact name="Retry of">
          <Link
            to="/runs/$run"
            params={{ run: run.retry_of }}
            className="text-accent underline underline-offset-2"
          >
            Retry of an earlier run
          </Link>
        </Fact>
      )}
    </dl>
  );
}

/** The name is only read aloud where the value speaks for itself. */
function Fact({
  name,
  shown = false,
  children,
}: {
  name: string;
  shown?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="flex gap-1">
      <dt className={shown ? "lowercase first-letter:uppercase" : "sr-only"}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Actions({ workspace, run }: Props) {
  const navigate = useNavigate();
  const mayRun = useMay("editor");
  const rerun = useRerun(workspace);
  const again = () =>
    rerun.mutate(run.id, {
      onSuccess: (next) => void navigate({ to: "/runs/$run", params: { run: next.run } }),
      onError: toastProblem,
    });
  return (
    <div className="flex flex-wrap gap-2">
      {mayRun && isActive(run.status) && <RunControl workspace={workspace} run={run} />}
      {mayRun && (run.status === "failed" || run.status === "cancelled") && (
        <RetryButton workspace={workspace} run={run} />
      )}
      {mayRun && (
        <Button
          size="small"
          icon={<Play size={15} aria-hidden />}
          busy={rerun.isPending}
          onClick={again}
        >
          Run again
        </Button>
      )}
      <Link
        to="/flows/$flow"
        params={{ flow: run.flow.id }}
        className={buttonClass("secondary", "small")}
      >
        <SquarePen size={15} aria-hidden />
        Open flow
      </Link>
    </div>
  );
}
