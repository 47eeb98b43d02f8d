// What can be done just now, as records: the command palette, the list of
// shortcuts and the keyboard itself all read the same ones. A page registers its
// actions while it is on the screen.

import type { ReactNode } from "react";
import { useEffect } from "react";
import { create } from "zustand";

export type Action = {
  /** Unique, such as `flows.new`. */
  id: string;
  /** What it does, as it stands in the palette. */
  label: string;
  /** Heading it stands under; `Actions` if left out. */
  group?: string;
  icon?: ReactNode;
  /** Words it is also found by. */
  keywords?: string;
  /** `mod+k`, or `g f` for one key after the other. */
  shortcut?: string;
  /** The page handles the keys itself; here they are only listed. */
  keysElsewhere?: boolean;
  perform(): void;
};

type Registry = { lists: ReadonlyMap<symbol, readonly Action[]> };

const useRegistry = create<Registry>(() => ({ lists: new Map() }));

/** Adds actions until the returned function is called. */
export function registerActions(actions: readonly Action[]): () => void {
  const key = Symbol("actions");
  const change = (edit: (lists: Map<symbol, readonly Action[]>) => void) =>
    useRegistry.setState(({ lists }) => {
      const next = new Map(lists);
      edit(next);
      return { lists: next };
    });
  change((lists) => lists.set(key, actions));
  return () => change((lists) => lists.delete(key));
}

/** Registers actions while the component is on the page. */
export function useActions(actions: readonly Action[]): void {
  useEffect(() => registerActions(actions), [actions]);
}

/** Every action there is; of two with one id the later one counts. */
export function allActions(): Action[] {
  return flatten(useRegistry.getState());
}

export function useAllActions(): Action[] {
  return flatten(useRegistry());
}

function flatten({ lists }: Registry): Action[] {
  const byId = new Map([...lists.values()].flat().map((action) => [action.id, action]));
  return [...byId.values()];
}
