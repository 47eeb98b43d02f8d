// What of a run no longer holds: nodes that are not what they were when it began, and
// all that comes after them, stands with them in a box, or looks at them. The server
// decides by the same rule what a test takes over from an earlier one.
import type { FlowDocument, FlowNode, Json } from "./document";
import { nodesById } from "./look-up";

/** The nodes of `after` that may give something else than in a run of `before`. */
export function staleNodes(before: FlowDocument, after: FlowDocument): ReadonlySet<string> {
  const stale = new Set<string>();
  if (before === after) return stale;
  const open = changed(before, after);
  if (open.length === 0) return stale;
  const dependents = dependentsIn(after);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (stale.has(id)) continue;
    stale.add(id);
    open.push(...(dependents.get(id) ?? []));
  }
  return stale;
}

/** The nodes that are new, or not what they were. */
function changed(before: FlowDocument, after: FlowDocument): string[] {
  if (!isLike(before.settings, after.settings)) return after.nodes.map(({ id }) => id);
  const known = nodesById(before);
  const arrows = [arrowsInto(before), arrowsInto(after)] as const;
  return after.nodes
    .filter((node) => {
      const old = known.get(node.id);
      return (
        !old ||
        (old !== node && !isLike(bare(old), bare(node))) ||
        arrows[0].get(node.id) !== arrows[1].get(node.id) ||
        !isLike(before.pinned?.[node.id], after.pinned?.[node.id])
      );
    })
    .map(({ id }) => id);
}

/** A node without what changes nothing of what it gives. */
function bare({ position: _, note: __, ...node }: FlowNode) {
  return node;
}

function isLike(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** The arrows into each node, as a text to compare. */
function arrowsInto({ edges }: FlowDocument): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const { from, to } of edges) {
    const arrow = `${from.node} ${from.port} ${to.port}\n`;
    table.set(to.node, (table.get(to.node) ?? "") + arrow);
  }
  return table;
}

/** By node, those that are stale if it is. */
function dependentsIn({ nodes, edges }: FlowDocument): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  const add = (id: string, dependent: string) => {
    const list = table.get(id);
    if (list) list.push(dependent);
    else table.set(id, [dependent]);
  };
  for (const { from, to } of edges) add(from.node, to.node);
  const byName = new Map(nodes.map(({ name, id }) => [name, id]));
  for (const { id, parent, parameters } of nodes) {
    if (parent !== undefined) {
      add(parent, id);
      add(id, parent);
    }
    for (const name of quotedIn(parameters)) {
      const other = byName.get(name);
      if (other !== undefined) add(other, id);
    }
  }
  return table;
}

/** What stands in quotes in texts with expressions: every name of another node does. */
function quotedIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") {
    return value.includes("$") ? ["'", '"', "`"].flatMap((quote) => value.split(quote)) : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(quotedIn);
}
