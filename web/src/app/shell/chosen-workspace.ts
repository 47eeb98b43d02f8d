// Which workspace the app is about: the last one chosen in this browser, if the
// person still is in it, else their first.
import { useState } from "react";
import type { Workspace } from "@/api/types";

const STORAGE_KEY = "towpath.workspace";

export function chosenOf(
  workspaces: readonly Workspace[],
  chosen: string | null = lastWorkspace(),
): Workspace | undefined {
  return workspaces.find(({ id }) => id === chosen) ?? workspaces[0];
}

export function useChosenWorkspace(workspaces: readonly Workspace[]) {
  const [chosen, setChosen] = useState(lastWorkspace);
  const workspace = chosenOf(workspaces, chosen);
  const choose = (id: string) => {
    rememberWorkspace(id);
    setChosen(id);
  };
  return [workspace, choose] as const;
}

/** The workspace this browser showed last. */
export function lastWorkspace(): string | null {
  return localStorage.getItem(STORAGE_KEY);
}

export function rememberWorkspace(id: string): void {
  localStorage.setItem(STORAGE_KEY, id);
}
