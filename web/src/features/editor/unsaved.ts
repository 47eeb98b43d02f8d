// Keeps in the browser what the server does not have yet, so that a page that is
// closed without a connection loses nothing.
import type { FlowDocument } from "@/api/types";

/** A draft as it was drawn here, and the revision of the server's it was drawn over. */
export type Unsaved = { readonly document: FlowDocument; readonly revision: number };

export class UnsavedDraft {
  private readonly key: string;

  constructor(workspace: string, flow: string) {
    this.key = `towpath.unsaved.${workspace}.${flow}`;
  }

  keep(draft: Unsaved): void {
    try {
      localStorage.setItem(this.key, JSON.stringify(draft));
    } catch {
      // A browser without room keeps it until the page is left.
    }
  }

  forget(): void {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept then.
    }
  }

  /** What an earlier page left behind. */
  read(): Unsaved | undefined {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
      const isWhole = typeof kept?.revision === "number" && Array.isArray(kept?.document?.nodes);
      return isWhole ? kept : undefined;
    } catch {
      return undefined;
    }
  }
}
