// What is open above the page: the command palette or the list of shortcuts.
import { create } from "zustand";

export type Overlay = "palette" | "shortcuts";

export const useOverlay = create<{ open: Overlay | undefined }>(() => ({ open: undefined }));

export function openOverlay(open: Overlay | undefined): void {
  useOverlay.setState({ open });
}
