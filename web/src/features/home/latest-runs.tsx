// The latest runs of any flow, as they happen.

import { Footprints } from "lucide-react";
import type { RunSummary } from "@/api/types";
import { Link } from "@/router";
import { StatusDot } from "@/ui/badge";
import { EmptyState } from "@/ui/empty-state";
import { SkeletonRows } from "@/ui/skeleton";
import { RUN_MODE, RUN_STATUS } from "@/ui/status";
import { RelativeTime } from "@/ui/time";
import { ListHead } from "./list-head";

export function LatestRuns({ runs }: { runs: readonly RunSummary[] | undefined }) {
  return (
    <section aria-labelledby="latest">
      <ListHead id="latest" title="Latest runs">
        {runs && runs.length > 0 && (
          <Link to="/runs" className="text-sm font-medium text-accent hover:underline">
            All runs
          </Link>
        )}
      </ListHead>
      {!runs && <SkeletonRows label="Loading the latest runs" />}
      {runs?.length === 0 && (
        <EmptyState icon={<Footprints size={22} aria-hidden="true" />} title="No run yet">
          Each time a flow starts, its run appears here and can be followed step by step.
        </EmptyState>
      )}
      <ul className="divide-y divide-line">
        {runs?.map((run) => (
          <li key={run.id}>
            <RunLine run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunLine({ run }: { run: RunSummary }) {
  const { label, tone, turning } = RUN_STATUS[run.status];
  return (
    <Link
      to="/runs/$run"
      params={{ run: run.id }}
      className="flex min-h-11 items-center gap-3 px-5 py-2 text-sm -outline-offset-2 hover:bg-hover sm:px-6"
    >
      <StatusDot tone={tone} pulse={turning ?? false} />
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{run.flow.name}</span>{" "}
        <span className="text-ink-soft">
          {label.toLowerCase()} · {RUN_MODE[run.mode].toLowerCase()}
        </span>
      </span>
      <RelativeTime at={run.started_at} className="shrink-0 text-ink-soft" />
    </Link>
  );
}
