// Debugging a test run: where it stands, how it goes on, what expressions say there.

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, path, post } from "./client";
import { runKey } from "./runs";
import type { AttachRun, DebugStep, Preview, RunStanding, RunSummary, WatchRequest } from "./types";
import { inWorkspace } from "./workspace";

const ofRun = (workspace: string, run: string, rest = "") =>
  inWorkspace(workspace, `${path`/runs/${run}/debug`}${rest}`);

// Not among the keys of the workspace, which are asked for anew with what happens in
// it: what is watched may be asked for only where the run is known to stand.
const debugKey = (workspace: string, run: string) => ["debug", workspace, run] as const;

/** Where a run stands; `moment` says since when the answer holds. */
export const standingQuery = (workspace: string, run: string, moment: string) =>
  queryOptions({
    queryKey: [...debugKey(workspace, run), "standing", moment],
    queryFn: ({ signal }) => get<RunStanding>(ofRun(workspace, run), { signal }),
    placeholderData: keepPreviousData,
  });

/** Begins to debug a run that is under way, or lets it go. */
export function useAttachRun(workspace: string, run: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: AttachRun | "detach") =>
      request === "detach"
        ? post<RunSummary>(ofRun(workspace, run, "/detach"))
        : post<RunSummary>(ofRun(workspace, run, "/attach"), request),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: [...debugKey(workspace, run), "standing"] }),
        client.invalidateQueries({ queryKey: runKey(workspace, run) }),
      ]),
  });
}

/** Lets a run that stands still go on, as far as is said. */
export function useDebugStep(workspace: string, run: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: DebugStep) => post<RunSummary>(ofRun(workspace, run), step),
    // What is watched is asked for anew once it is known where the run stands then.
    onSettled: () =>
      client.invalidateQueries({ queryKey: [...debugKey(workspace, run), "standing"] }),
  });
}

/** The value of an expression where a run stands. */
export const watchQuery = (workspace: string, run: string, moment: string, watch: WatchRequest) =>
  queryOptions({
    queryKey: [...debugKey(workspace, run), "watch", moment, watch],
    queryFn: ({ signal }) => post<Preview>(ofRun(workspace, run, "/watch"), watch, { signal }),
    placeholderData: keepPreviousData,
    // At one moment it has one value.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
