// On a phone the outline is the editor, and the canvas is to look at.
import { useEffect, useSyncExternalStore } from "react";
import { PHONE } from "@/lib/narrow";
import type { Editor } from "./editor";

export function usePhone(editor: Editor): boolean {
  const isPhone = useIsPhone();
  useEffect(() => {
    editor.store.setState(({ mayEdit }) => ({ readOnly: !mayEdit || isPhone }));
    if (isPhone) editor.toggleOutline(true);
  }, [editor, isPhone]);
  return isPhone;
}

/** Whether the window is that of a phone just now. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(onChange, () => matchMedia(PHONE).matches);
}

function onChange(listener: () => void): () => void {
  const query = matchMedia(PHONE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
