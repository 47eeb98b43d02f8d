// Whether the window is too narrow for columns beside each other.

import { useSyncExternalStore } from "react";
import { NARROW } from "@/lib/narrow";

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
