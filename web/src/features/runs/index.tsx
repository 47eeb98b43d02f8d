// The list of runs, narrowed by what stands in the address, current by itself.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Footprints } from "lucide-react";
import { useMemo } from "react";
import { useLiveRefresh } from "@/api/live-refresh";
import { runsQuery } from "@/api/runs";
import { useWorkspace } from "@/api/workspace";
import { useNavigate, useSearch } from "@/router";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { MoreButton } from "@/ui/more-button";
import { Card, Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { rangeStart } from "./range";
import { RetryAll } from "./retry-all";
import { RunFilters } from "./run-filters";
import { RunTable } from "./run-table";

export function RunsPage() {
  const workspace = useWorkspace();
  const navigate = useNavigate({ from: "/runs" });
  const { range, ...narrowed } = useSearch({ from: "/runs" });
  const from = useMemo(() => range && rangeStart(range, Date.now()), [range]);
  const runs = useInfiniteQuery({
    ...runsQuery(workspace.id, { ...narrowed, from }),
    placeholderData: (previous) => previous,
  });
  useLiveRefresh(workspace.id);
  const filtered = Boolean(range) || Object.keys(narrowed).length > 0;

  return (
    <Page title="Runs" description="Every time a flow started, and how it went.">
      <RunFilters />
      <div className="mb-3 flex justify-end empty:hidden">
        <RetryAll workspace={workspace.id} filter={{ ...narrowed, from }} />
      </div>
      <Card className="overflow-hidden">
        {runs.isPending && <SkeletonRows label="Loading runs" />}
        {runs.error && <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />}
        {runs.data?.length === 0 &&
          (filtered ? (
            <EmptyState
              title="No run answers this filter"
              actions={<Button onClick={() => void navigate({ search: {} })}>Show all runs</Button>}
            />
          ) : (
            <NoRuns onFlows={() => void navigate({ to: "/flows" })} />
          ))}
        {runs.data && runs.data.length > 0 && <RunTable runs={runs.data} />}
        <MoreButton list={runs} />
      </Card>
    </Page>
  );
}

function NoRuns({ onFlows }: { onFlows(): void }) {
  return (
    <EmptyState
      icon={<Footprints size={22} aria-hidden="true" />}
      title="Nothing has run yet"
      actions={
        <Button variant="primary" onClick={onFlows}>
          Open your flows
        </Button>
      }
    >
      Open a flow and press Run, or publish it and wait for its trigger. Each run can then be
      followed here, step by step.
    </EmptyState>
  );
}
