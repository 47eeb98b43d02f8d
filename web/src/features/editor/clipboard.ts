// Copy, cut and paste: by the browser's own events where the keys are used, by
// its clipboard where a menu is. What was copied is kept here too, for browsers
// that do not let a page read the clipboard.
import { type ClipboardEvent, useMemo } from "react";
import type { CanvasView } from "@/canvas";
import { readClipping } from "@/graph";
import { toast } from "@/ui/toast";
import type { Editor } from "./editor";

let lastCopied = "";

export function useClipboard(editor: Editor, view: () => CanvasView | undefined) {
  return useMemo(() => {
    const copied = () => {
      lastCopied = JSON.stringify(editor.copySelected(), null, 2);
      return lastCopied;
    };
    const insert = (text: string) => {
      const read = readClipping(text);
      if (isForeign(text)) editor.show({ type: "bring", text });
      else if ("refusal" in read) toast({ title: "Nothing was pasted", detail: read.refusal });
      else editor.paste(read.clipping, view()?.pointer() ?? view()?.middle() ?? { x: 0, y: 0 });
    };
    return {
      onCopy: (event: ClipboardEvent) => {
        if (editor.state.selected.size === 0) return;
        event.preventDefault();
        event.clipboardData.setData("text/plain", copied());
      },
      onCut: (event: ClipboardEvent) => {
        if (editor.state.selected.size === 0) return;
        event.preventDefault();
        event.clipboardData.setData("text/plain", copied());
        editor.deleteSelected();
      },
      onPaste: (event: ClipboardEvent) => {
        if (!editor.state.mayEdit) return;
        event.preventDefault();
        insert(event.clipboardData.getData("text/plain"));
      },
      copy: () => void write(copied()),
      cut: () => {
        void write(copied());
        editor.deleteSelected();
      },
      paste: () => void read().then(insert),
    };
  }, [editor, view]);
}

/** Whether a text is a workflow of n8n, which the server can bring over. */
export function isForeign(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return (
      typeof value === "object" && value !== null && "nodes" in value && "connections" in value
    );
  } catch {
    return false;
  }
}

async function write(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without leave, what was copied can still be pasted on this page.
  }
}

async function read(): Promise<string> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return lastCopied;
  }
}
