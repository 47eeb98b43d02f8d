// Finds text anywhere in a flow: names, notes, and the values of fields.

import type { FlowDocument, FlowNode, Json } from "./document";
import type { Kinds } from "./kind";
import { readingOrder } from "./walk";

/** A place in the flow that holds the text. */
export type Hit = {
  /** The node or note. */
  readonly id: string;
  readonly type: "node" | "note";
  /** What it is called. */
  readonly title: string;
  /** Where in it: `Name`, `Kind`, or the path of a field such as `fields.0.value`. */
  readonly place: string;
  /** The text around what was found, and where in it that begins. */
  readonly excerpt: string;
  readonly from: number;
};

/** More than anybody reads. */
export const HITS_MAXIMUM = 200;
const AROUND = 32;

/** The places that hold the text, whatever its case, in reading order. */
export function searchFlow(document: FlowDocument, kinds: Kinds, text: string): readonly Hit[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const hits: Hit[] = [];
  for (const node of readingOrder(document)) {
    const found = (place: string, value: string) => {
      const from = value.toLowerCase().indexOf(wanted);
      if (from < 0 || hits.length >= HITS_MAXIMUM) return;
      hits.push({
        id: node.id,
        type: "node",
        title: node.name,
        place,
        ...excerptOf(value, from, wanted.length),
      });
    };
    eachText(node, kinds, found);
  }
  for (const note of document.notes ?? []) {
    const from = note.text.toLowerCase().indexOf(wanted);
    if (from < 0 || hits.length >= HITS_MAXIMUM) continue;
    const excerpt = excerptOf(note.text, from, wanted.length);
    hits.push({ id: note.id, type: "note", title: "Note", place: "Text", ...excerpt });
  }
  return hits;
}

function eachText(node: FlowNode, kinds: Kinds, found: (place: string, value: string) => void) {
  found("Name", node.name);
  const title = kinds.of(node)?.title;
  if (title !== undefined && title !== node.name) found("Kind", title);
  if (node.note) found("Note", node.note);
  for (const [name, value] of Object.entries(node.parameters)) eachValue(name, value, found);
}

function eachValue(path: string, value: Json, found: (place: string, value: string) => void) {
  if (value === null || typeof value === "boolean") return;
  if (typeof value !== "object") return found(path, String(value));
  for (const [name, inner] of Object.entries(value)) {
    eachValue(`${path}.${name}`, inner as Json, found);
  }
}

/** One line around what was found. */
function excerptOf(value: string, from: number, length: number) {
  const start = Math.max(0, from - AROUND);
  const end = Math.min(value.length, from + length + AROUND);
  const before = start > 0 ? "…" : "";
  const line = value.slice(start, end).replaceAll(/\s/g, " ");
  return {
    excerpt: `${before}${line}${end < value.length ? "…" : ""}`,
    from: before.length + from - start,
  };
}
