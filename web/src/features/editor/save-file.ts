// Hands a flow to the browser as a file.
import type { FlowDocument } from "@/api/types";

export function saveFile(document_: FlowDocument): void {
  const text = JSON.stringify(document_, null, 2);
  const name = `${fileName(document_.name)}.json`;
  saveBlob(new Blob([text], { type: "application/json" }), name);
}

/** Hands anything to the browser as a file of this name. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** `Welcome series!` becomes `welcome-series`. */
export function fileName(name: string): string {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  return plain.replace(/^-+|-+$/g, "") || "flow";
}
