// What the list of runs is narrowed by; all of it stands in the address.
import { useInfiniteQuery } from "@tanstack/react-query";
import { flowsQuery } from "@/api/flows";
import type { RunMode, RunStatus } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { RUN_MODES, RUN_RANGES, type RunRange } from "@/lib/filters";
import { useNavigate, useSearch } from "@/router";
import { SelectInput } from "@/ui/input";
import { SearchField } from "@/ui/search-field";
import { Segments } from "@/ui/segments";
import { RUN_MODE } from "@/ui/status";
import { RANGE_LABEL } from "./range";

/** The views people come for; each is one or more states. */
const VIEWS = [
  { value: "all", label: "All", status: undefined },
  { value: "going", label: "In progress", status: ["queued", "running", "waiting", "paused"] },
  { value: "succeeded", label: "Succeeded", status: ["succeeded"] },
  { value: "attention", label: "Failed", status: ["failed", "in_doubt"] },
  { value: "cancelled", label: "Cancelled", status: ["cancelled"] },
] satisfies { value: string; label: string; status: RunStatus[] | undefined }[];

export function RunFilters() {
  const navigate = useNavigate({ from: "/runs" });
  const search = useSearch({ from: "/runs" });
  const narrow = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  const view = VIEWS.find(({ status }) => sameStates(status, search.status));

  return (
    <div className="mb-4 flex flex-wrap items-center gap-3">
      <Segments
        label="State"
        value={view?.value ?? "other"}
        options={VIEWS}
        onChange={(value) =>
          narrow({ status: VIEWS.find((entry) => entry.value === value)?.status })
        }
      />
      <div className="contents max-sm:grid max-sm:w-full max-sm:grid-cols-2 max-sm:gap-3">
        <FlowSelect value={search.flow} onChange={(flow) => narrow({ flow })} />
        <SelectInput
          aria-label="Started by"
          className="w-36 max-sm:w-full"
          value={search.mode ?? ""}
          options={[
            { value: "", label: "Any start" },
            ...RUN_MODES.map((mode) => ({ value: mode, label: RUN_MODE[mode] })),
          ]}
          onChange={(event) => narrow({ mode: (event.target.value as RunMode) || undefined })}
        />
        <SelectInput
          aria-label="Time"
          className="w-36 max-sm:w-full"
          value={search.range ?? ""}
          options={[
            { value: "", label: "Any time" },
            ...RUN_RANGES.map((range) => ({ value: range, label: RANGE_LABEL[range] })),
          ]}
          onChange={(event) => narrow({ range: (event.target.value as RunRange) || undefined })}
        />
        <SearchField
          label="Search runs"
          value={search.search ?? ""}
          onChange={(text) => narrow({ search: text || undefined })}
          className="min-w-36 flex-1"
        />
      </div>
    </div>
  );
}

type FlowSelectProps = { value: string | undefined; onChange(flow: string | undefined): void };

function FlowSelect({ value, onChange }: FlowSelectProps) {
  const workspace = useWorkspace();
  const { data = [] } = useInfiniteQuery(flowsQuery(workspace.id, { limit: 200 }));
  const known = data.some(({ id }) => id === value);
  return (
    <SelectInput
      aria-label="Flow"
      className="w-40 max-sm:w-full"
      value={value ?? ""}
      options={[
        { value: "", label: "Every flow" },
        ...(value && !known ? [{ value, label: "This flow" }] : []),
        ...data.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => onChange(event.target.value || undefined)}
    />
  );
}

function sameStates(
  one: readonly RunStatus[] | undefined,
  other: readonly RunStatus[] | undefined,
) {
  return (one ?? []).toSorted().join() === (other ?? []).toSorted().join();
}
