// What is open above the page: the command palette or the list of shortcuts. Both
// are loaded late, so what is typed before they are there is kept for them.
import { create } from "zustand";

export type Overlay = "palette" | "shortcuts";

export const useOverlay = create<{ open: Overlay | undefined }>(() => ({ open: undefined }));

export function openOverlay(open: Overlay | undefined): void {
  useOverlay.setState({ open });
}

/** Keys older than this were meant for something else. */
const EARLY_MS = 5_000;
let early: KeyboardEvent[] = [];

/** Keeps keys until somebody takes them; the browser's own search stays closed. */
function keep(event: KeyboardEvent): void {
  if (/^(INPUT|TEXTAREA|SELECT)$/.test((event.target as Element).tagName)) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "k") event.preventDefault();
  early.push(event);
}

export function keepEarlyKeys(): void {
  addEventListener("keydown", keep);
}

/** The keys kept so far; from now on whoever takes them listens. */
export function takeEarlyKeys(): readonly KeyboardEvent[] {
  removeEventListener("keydown", keep);
  const now = performance.now();
  const keys = early.filter(({ timeStamp }) => now - timeStamp < EARLY_MS);
  early = [];
  return keys;
}
