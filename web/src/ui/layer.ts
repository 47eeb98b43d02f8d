// Where menus and popovers are put: into the open dialog if they belong to one,
// because everything outside an open dialog can be neither seen nor used.
import { createContext, useContext } from "react";

export const LayerContext = createContext<HTMLElement | null>(null);

export function useLayer(): HTMLElement | undefined {
  return useContext(LayerContext) ?? undefined;
}
