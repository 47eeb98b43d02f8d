// The list of flows, and everything that can be done with a flow as a whole.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { flowsQuery } from "@/api/flows";
import { useLiveRefresh } from "@/api/live-refresh";
import type { FlowState } from "@/api/types";
import { useMay, useWorkspace } from "@/api/workspace";
import { FLOW_STATES } from "@/lib/filters";
import { useNavigate, useSearch } from "@/router";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { MoreButton } from "@/ui/more-button";
import { Card, Page } from "@/ui/page";
import { SearchField } from "@/ui/search-field";
import { Segments } from "@/ui/segments";
import { SkeletonRows } from "@/ui/skeleton";
import { FLOW_STATE } from "@/ui/status";
import { FlowTable } from "./flow-table";
import { ImportButton } from "./import-button";
import { NewFlowDialog } from "./new-flow";
import { NoFlows } from "./no-flows";

type StateFilter = FlowState | "all";

const STATES: { value: StateFilter; label: string }[] = [
  { value: "all", label: "All" },
  ...FLOW_STATES.map((state) => ({ value: state, label: FLOW_STATE[state].label })),
];

export function FlowsPage() {
  const workspace = useWorkspace();
  const mayBuild = useMay("editor");
  const navigate = useNavigate({ from: "/flows" });
  const search = useSearch({ from: "/flows" });
  const filter = { search: search.search, state: search.state };
  const flows = useInfiniteQuery({
    ...flowsQuery(workspace.id, filter),
    placeholderData: (previous) => previous,
  });
  useLiveRefresh(workspace.id);

  const narrow = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  const filtered = Boolean(search.search || search.state);
  const isFresh = flows.data?.length === 0 && !filtered;

  return (
    <Page
      title="Flows"
      description="What should happen, step by step, when something happens."
      actions={
        mayBuild && (
          <>
            <ImportButton />
            <Button
              variant="primary"
              icon={<Plus size={18} aria-hidden="true" />}
              onClick={() => narrow({ new: true })}
            >
              New flow
            </Button>
          </>
        )
      }
    >
      {!isFresh && (
        <div className="mb-4 flex flex-wrap items-center gap-3">
          <Segments<StateFilter>
            label="State"
            value={search.state ?? "all"}
            options={STATES}
            onChange={(state) => narrow({ state: state === "all" ? undefined : state })}
          />
          <SearchField
            label="Search flows"
            value={search.search ?? ""}
            onChange={(text) => narrow({ search: text || undefined })}
            className="w-64 max-sm:w-full"
          />
        </div>
      )}
      <Card className="overflow-hidden">
        {flows.isPending && <SkeletonRows label="Loading flows" />}
        {flows.error && <ErrorState error={flows.error} onRetry={() => void flows.refetch()} />}
        {isFresh && <NoFlows />}
        {flows.data?.length === 0 && filtered && (
          <NothingFound onClear={() => navigate({ search: {} })} />
        )}
        {flows.data && flows.data.length > 0 && <FlowTable flows={flows.data} />}
        <MoreButton list={flows} />
      </Card>
      {search.new && mayBuild && <NewFlowDialog onClose={() => narrow({ new: undefined })} />}
    </Page>
  );
}

function NothingFound({ onClear }: { onClear(): void }) {
  return (
    <EmptyState
      title="No flow answers this filter"
      actions={<Button onClick={onClear}>Show all flows</Button>}
    />
  );
}
