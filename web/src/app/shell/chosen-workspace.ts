// Which workspace the app is about: the last one chosen in this browser, if the
// person still is in it, else their first.
import { useState } from "react";
import type { Workspace } from "@/api/types";

const STORAGE_KEY = "towpath.workspace";

export function chosenOf(
  workspaces: readonly Workspace[],
  chosen: string | null = localStorage.getItem(STORAGE_KEY),
): Workspace | undefined {
  return workspaces.find(({ id }) => id === chosen) ?? workspaces[0];
}

export function useChosenWorkspace(workspaces: readonly Workspace[]) {
  const [chosen, setChosen] = useState(() => localStorage.getItem(STORAGE_KEY));
  const workspace = chosenOf(workspaces, chosen);
  const choose = (id: string) => {
    localStorage.setItem(STORAGE_KEY, id);
    setChosen(id);
  };
  return [workspace, choose] as const;
}
