// Which boxes a person has folded, kept in the browser: a matter of the view, not of
// the flow.
import type { Editor } from "./editor";

/** Folds what was folded last time, and keeps what is folded from now on. */
export function keepFolded(editor: Editor, workspace: string, flow: string): () => void {
  const key = `towpath.folded.${workspace}.${flow}`;
  editor.fold(read(key), true);
  return editor.store.subscribe(({ folded }, before) => {
    if (folded === before.folded) return;
    try {
      if (folded.size > 0) localStorage.setItem(key, JSON.stringify([...folded]));
      else localStorage.removeItem(key);
    } catch {
      // A browser without storage keeps it until the page is left.
    }
  });
}

function read(key: string): readonly string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}
