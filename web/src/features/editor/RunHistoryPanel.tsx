// The last runs of the flow, each a way to its page.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { runsQuery } from "@/api/runs";
import { Link } from "@/router";
import { ErrorNote } from "@/ui/error-note";
import type { LazyMenuProps } from "@/ui/lazy-menu";
import { Popover } from "@/ui/popover";
import { SkeletonRows } from "@/ui/skeleton";
import { RUN_MODE, RunBadge } from "@/ui/status";
import { RelativeTime } from "@/ui/time";
import { useBench } from "./bench";

const SHOWN = 8;

export default function RunHistoryPanel({ trigger, defaultOpen }: LazyMenuProps) {
  const [isOpen, setOpen] = useState(defaultOpen);
  return (
    <Popover
      label="Last runs"
      align="end"
      open={isOpen}
      onOpenChange={setOpen}
      className="w-96 p-0!"
      trigger={trigger}
    >
      <LastRuns />
    </Popover>
  );
}

function LastRuns() {
  const { workspace, flow } = useBench();
  const { data, error } = useInfiniteQuery({
    ...runsQuery(workspace, { flow }, SHOWN),
    staleTime: 0,
  });
  if (error) return <ErrorNote error={error} />;
  if (!data) return <SkeletonRows label="Loading the last runs" />;
  return (
    <>
      {data.length === 0 && (
        <p className="px-4 py-6 text-center text-sm text-ink-soft">This flow has not run yet.</p>
      )}
      <ul className="max-h-96 divide-y divide-line overflow-y-auto">
        {data.slice(0, SHOWN).map((run) => (
          <li key={run.id}>
            <Link
              to="/runs/$run"
              params={{ run: run.id }}
              className="flex items-center gap-3 px-4 py-2.5 text-sm hover:bg-hover"
            >
              <RunBadge status={run.status} />
              <span className="min-w-0 flex-1 truncate text-ink-soft">{RUN_MODE[run.mode]}</span>
              <RelativeTime at={run.started_at} className="text-xs text-ink-soft" />
            </Link>
          </li>
        ))}
      </ul>
      <Link
        to="/runs"
        search={{ flow }}
        className="block border-t border-line px-4 py-2.5 text-sm font-medium text-accent hover:bg-hover"
      >
        All runs of this flow
      </Link>
    </>
  );
}
