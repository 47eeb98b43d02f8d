// The workspace the pages are about, and what one may do there.

import { createContext, useContext } from "react";
import { path } from "./client";
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
