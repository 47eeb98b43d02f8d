// Runs: the list, one run with its steps, and what can be done with a run.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, path, post } from "./client";
import { pagesQuery } from "./pages";
import type {
  Batch,
  RetryRun,
  RunDetail,
  RunMode,
  RunStatus,
  RunSummary,
  Settlement,
  Step,
  StepDetail,
} from "./types";
import { inWorkspace } from "./workspace";

export type RunFilter = {
  flow?: string | undefined;
  status?: readonly RunStatus[] | undefined;
  mode?: RunMode | undefined;
  from?: number | undefined;
  to?: number | undefined;
  search?: string | undefined;
};

const ofRun = (workspace: string, run: string, rest = "") =>
  inWorkspace(workspace, `${path`/runs/${run}`}${rest}`);

export const runsKey = (workspace: string) => [workspace, "runs"] as const;
export const runKey = (workspace: string, run: string) => [workspace, "run", run] as const;

export const runsQuery = (workspace: string, filter: RunFilter = {}, limit?: number) =>
  pagesQuery<RunSummary>(runsKey(workspace), inWorkspace(workspace, "/runs"), {
    ...filter,
    status: filter.status?.join(","),
    limit,
  });

export const runQuery = (workspace: string, run: string) =>
  queryOptions({
    queryKey: runKey(workspace, run),
    queryFn: ({ signal }) => get<RunDetail>(ofRun(workspace, run), { signal }),
  });

/** One step with the items that went in and came out. */
export const stepQuery = (
  workspace: string,
  run: string,
  { index, state }: Pick<Step, "index" | "state">,
) =>
  queryOptions({
    // What it gave is read anew once it is over.
    queryKey: [...runKey(workspace, run), "step", index, state],
    queryFn: ({ signal }) =>
      get<StepDetail>(ofRun(workspace, run, path`/steps/${index}`), { signal }),
  });

export type Steering = "pause" | "resume" | "cancel" | "kill";

/** Pauses a run, lets it go on, or ends it. */
export function useSteerRun(workspace: string, run: string) {
  return useRunChange(workspace, (steering: Steering) =>
    post<RunSummary>(ofRun(workspace, run, path`/${steering}`)),
  );
}

export function useCancelRun(workspace: string) {
  return useRunChange(workspace, (run: string) =>
    post<RunSummary>(ofRun(workspace, run, "/cancel")),
  );
}

/** A new run that keeps what one has done, from the failed node or from where it is told. */
export function useRetryRun(workspace: string) {
  return useRunChange(workspace, ({ run, ...how }: RetryRun & { run: string }) =>
    post<{ run: string }>(ofRun(workspace, run, "/retry"), how),
  );
}

/** A new run of the current version with the same items at the start. */
export function useRerun(workspace: string) {
  return useRunChange(workspace, (run: string) =>
    post<{ run: string }>(ofRun(workspace, run, "/rerun")),
  );
}

/** Tries all failed runs that answer a filter again, in the background. */
export function useRetryRuns(workspace: string) {
  return useRunChange(workspace, ({ status, ...filter }: RunFilter & { newest?: boolean }) =>
    post<Batch>(inWorkspace(workspace, "/runs/retry"), { ...filter, status: status?.join(",") }),
  );
}

/** Says what became of a step nobody could know the end of. */
export function useSettle(workspace: string, run: string) {
  return useRunChange(workspace, (settlement: Settlement) =>
    post<RunSummary>(ofRun(workspace, run, "/settle"), settlement),
  );
}

function useRunChange<Input, Output>(
  workspace: string,
  mutationFn: (input: Input) => Promise<Output>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: runsKey(workspace) }),
        client.invalidateQueries({ queryKey: [workspace, "run"] }),
      ]),
  });
}
