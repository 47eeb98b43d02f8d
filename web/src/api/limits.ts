// How many runs of a workspace may be under way at once, and how many may begin in a time.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, put } from "./client";
import type { RunLimits, WorkspaceLimits } from "./types";
import { inWorkspace } from "./workspace";

export const limitsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, "limits"],
    queryFn: ({ signal }) => get<WorkspaceLimits>(inWorkspace(workspace, "/limits"), { signal }),
  });

export function useSetLimits(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (limits: RunLimits) =>
      put<WorkspaceLimits>(inWorkspace(workspace, "/limits"), limits),
    onSuccess: (limits) => client.setQueryData(limitsQuery(workspace).queryKey, limits),
  });
}
