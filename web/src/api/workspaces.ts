// Making workspaces and changing their name and time zone.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { patch, post } from "./client";
import { meQuery } from "./me";
import type { Workspace } from "./types";
import { inWorkspace } from "./workspace";

export function useCreateWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: { name: string; time_zone: string }) =>
      post<Workspace>("/workspaces", request),
    onSuccess: () => client.invalidateQueries(meQuery),
  });
}

export function useChangeWorkspace(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { name?: string; time_zone?: string }) =>
      patch<Workspace>(inWorkspace(workspace), change),
    onSuccess: () => client.invalidateQueries(meQuery),
  });
}
