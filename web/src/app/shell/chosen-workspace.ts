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

const SIGNED_IN_KEY = "towpath.signed-in";

/** Whether somebody was signed in here when the app was open last: then it is worth asking for pages. */
export function wasSignedIn(): boolean {
  return localStorage.getItem(SIGNED_IN_KEY) !== null;
}

export function rememberSignedIn(isSignedIn: boolean): void {
  if (isSignedIn) localStorage.setItem(SIGNED_IN_KEY, "yes");
  else localStorage.removeItem(SIGNED_IN_KEY);
}

/** The workspace this browser showed last. */
export function lastWorkspace(): string | null {
  return localStorage.getItem(STORAGE_KEY);
}

export function rememberWorkspace(id: string): void {
  localStorage.setItem(STORAGE_KEY, id);
}
