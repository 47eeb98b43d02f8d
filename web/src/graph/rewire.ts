// Puts the end of an arrow somewhere else.

import { whyNotConnect } from "./check";
import { all, type Command } from "./command";
import type { FlowDocument, PortRef } from "./document";
import { removal } from "./edit";
import type { Kinds } from "./kind";
import { edgeTable } from "./look-up";

/** Why an end of an arrow cannot be put at this port; undefined if it can. */
export function whyNotReattach(
  document: FlowDocument,
  kinds: Kinds,
  edge: string,
  ends: { from: PortRef; to: PortRef },
): string | undefined {
  const rest = { ...document, edges: document.edges.filter(({ id }) => id !== edge) };
  return whyNotConnect(rest, kinds, ends.from, ends.to);
}

/** Puts the ends of an arrow elsewhere; joins that named it at its old end forget it. */
export function reattach(
  document: FlowDocument,
  id: string,
  ends: { from: PortRef; to: PortRef },
): Command {
  const edge = edgeTable(document).byId.get(id);
  if (!edge) return all();
  const replace: Command = { type: "replace", edges: [{ ...edge, ...ends }] };
  if (edge.to.node === ends.to.node) return replace;
  const mends = removal(document, { edges: [id] });
  const joins = mends.type === "all" ? mends.commands.filter((one) => one.type !== "remove") : [];
  return all(...joins, replace);
}
