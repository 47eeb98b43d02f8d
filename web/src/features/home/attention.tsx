// Runs that need a person: failed ones, and ones nobody can know the end of.

import { CircleCheckBig } from "lucide-react";
import type { RunSummary } from "@/api/types";
import { plainMessage } from "@/lib/format";
import { Link } from "@/router";
import { EmptyState } from "@/ui/empty-state";
import { SkeletonRows } from "@/ui/skeleton";
import { RunBadge } from "@/ui/status";
import { RelativeTime } from "@/ui/time";
import { ListHead } from "./list-head";

const SHOWN_MAXIMUM = 6;

export function Attention({ runs }: { runs: readonly RunSummary[] | undefined }) {
  const more = (runs?.length ?? 0) - SHOWN_MAXIMUM;
  return (
    <section aria-labelledby="attention">
      <ListHead id="attention" title="Needs attention">
        {runs && runs.length > 0 && (
          <Link
            to="/runs"
            search={{ status: ["failed", "in_doubt"], range: "week" }}
            className="text-sm font-medium text-accent hover:underline"
          >
            {more > 0 ? `${more} more` : "All of them"}
          </Link>
        )}
      </ListHead>
      {!runs && <SkeletonRows label="Loading runs that need attention" />}
      {runs?.length === 0 && (
        <EmptyState icon={<CircleCheckBig size={22} aria-hidden="true" />} title="All is well">
          Runs that fail, or whose end is in doubt, are listed here.
        </EmptyState>
      )}
      <ul className="divide-y divide-line">
        {runs?.slice(0, SHOWN_MAXIMUM).map((run) => (
          <li key={run.id}>
            <Link
              to="/runs/$run"
              params={{ run: run.id }}
              className="flex flex-col gap-1 px-5 py-3 -outline-offset-2 hover:bg-hover sm:px-6"
            >
              <span className="flex items-center justify-between gap-3">
                <span className="min-w-0 truncate text-sm font-medium">{run.flow.name}</span>
                <RunBadge status={run.status} />
              </span>
              <span className="flex items-baseline justify-between gap-3 text-sm text-ink-soft">
                <span className="min-w-0 truncate">{reason(run)}</span>
                <RelativeTime at={run.started_at} className="shrink-0" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function reason(run: RunSummary): string {
  if (run.error) return `${run.error.node_name}: ${plainMessage(run.error.message)}`;
  return run.status === "in_doubt" ? "Say what became of the last step" : "Stopped with an error";
}
