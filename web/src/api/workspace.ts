// The workspace the pages are about, its name and time zone.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { patch, path, post } from "./client";
import { meQuery } from "./session";
import type { Role, Workspace } from "./types";

/** Filled by the shell with the workspace that is switched to. */
export const WorkspaceContext = createContext<Workspace | null>(null);

/** The workspace the page is about. Only for pages inside the shell. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error("useWorkspace is only for pages inside the shell");
  return workspace;
}

const RANK: Record<Role, number> = { viewer: 0, editor: 1, admin: 2, owner: 3 };

/** Whether the person may do what at least this role may do. */
export function useMay(role: Role): boolean {
  return RANK[useWorkspace().role] >= RANK[role];
}

/** The address of something in a workspace. */
export const inWorkspace = (workspace: string, rest = "") =>
  `${path`/workspaces/${workspace}`}${rest}`;

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
