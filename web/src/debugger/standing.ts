// What the debugger works out: where a run stands in words, what was edited.
import type { ArrowEdit, HeldArrow, HeldNode } from "@/api/types";
import { type FlowDocument, nodeOf } from "@/graph";

/** What was typed in the place of the items on an arrow, by `arrowKey`. */
export type Edits = Readonly<
  Record<
    string,
    { readonly edge: string | undefined; readonly frame: number; readonly text: string }
  >
>;

/** Names an arrow, or a node, in a frame. */
export function arrowKey(edge: string | undefined, frame: number): string {
  return `${frame}/${edge ?? ""}`;
}

/** “Greet”, iteration 3 of “Each”. */
export function titleOf(document: FlowDocument, { node, name, place }: HeldNode): string {
  const inner = place.at(-1);
  const shown = `“${nodeOf(document, node)?.name ?? name}”`;
  if (!inner) return shown;
  const box = nodeOf(document, inner.node)?.name ?? inner.node;
  return `${shown}, iteration ${inner.iteration + 1} of “${box}”`;
}

/** From where items came, in words. */
export function originOf(document: FlowDocument, { from }: HeldArrow): string {
  if (!from) return "What this iteration began with";
  return `From “${nodeOf(document, from)?.name ?? from}”`;
}

/** Reads what was typed; undefined if something is not a list in JSON. */
export function editsOf(edits: Edits): ArrowEdit[] | undefined {
  const read = Object.values(edits).map(({ edge, frame, text }) => {
    const items = itemsIn(text);
    return items && { ...(edge === undefined ? {} : { edge }), frame, items };
  });
  return read.every((edit) => edit !== undefined) ? read : undefined;
}

/** The items a text lists; undefined if it is no list in JSON. */
export function itemsIn(text: string): ArrowEdit["items"] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
