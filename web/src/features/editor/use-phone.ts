// On a phone the canvas is to look at; nodes are edited one at a time.
import { useEffect, useSyncExternalStore } from "react";
import type { Editor } from "./editor";

const QUERY = "(width < 768px)";

export function usePhone(editor: Editor): boolean {
  const isPhone = useSyncExternalStore(onChange, () => matchMedia(QUERY).matches);
  useEffect(() => {
    editor.store.setState(({ mayEdit }) => ({ readOnly: !mayEdit || isPhone }));
  }, [editor, isPhone]);
  return isPhone;
}

function onChange(listener: () => void): () => void {
  const query = matchMedia(QUERY);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
