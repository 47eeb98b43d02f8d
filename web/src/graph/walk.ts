// Walks along the arrows: what a node can reach, the order people read a flow
// in, and where the arrow keys lead.

import type { FlowDocument, FlowNode } from "./document";
import { edgesInto, edgesOutOf, nodesById } from "./look-up";
import { childrenOf, parentOf } from "./tree";

export type Direction = "left" | "right" | "up" | "down";

const NOTHING: ReadonlySet<string> = new Set();

/** The ids of all nodes that can be reached from these, themselves included. */
export function reachable(
  document: FlowDocument,
  starts: Iterable<string>,
  way: "forward" | "back" = "forward",
): ReadonlySet<string> {
  const found = new Set<string>(starts);
  const open = [...found];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of way === "forward" ? targets(document, id) : sources(document, id)) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** Whether an arrow between these would close a circle. */
export function wouldClose(document: FlowDocument, from: string, to: string): boolean {
  return reachable(document, [to]).has(from);
}

/** The nodes on circles, if there are any. */
export function onCircles(document: FlowDocument): ReadonlySet<string> {
  const open = new Map(document.nodes.map((node) => [node.id, sources(document, node.id).length]));
  const ready = document.nodes.filter((node) => open.get(node.id) === 0).map((node) => node.id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    open.delete(id);
    for (const next of targets(document, id)) {
      const count = (open.get(next) ?? 0) - 1;
      if (!open.has(next)) continue;
      open.set(next, count);
      if (count === 0) ready.push(next);
    }
  }
  // What is left is on a circle or behind one.
  return new Set([...open.keys()].filter((id) => isOnCircle(document, id)));
}

/**
 * The nodes in the order people read them: along the arrows, upper branches
 * first, after each box what stands in it.
 */
export function readingOrder(document: FlowDocument): readonly FlowNode[] {
  const order: FlowNode[] = [];
  readInto(document, undefined, order, new Set());
  return order;
}

function readInto(
  document: FlowDocument,
  box: string | undefined,
  order: FlowNode[],
  seen: Set<string>,
): void {
  const siblings = childrenOf(document, box);
  const byId = nodesById(document);
  const inBox = box === undefined ? undefined : new Set(siblings.map(({ id }) => id));
  const starts = [...siblings].sort(byPlace).sort((one, other) => {
    return Number(hasSource(document, one)) - Number(hasSource(document, other));
  });
  for (const start of starts) {
    const open = [start.id];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const node = byId.get(id);
      if (!node || seen.has(id) || inBox?.has(id) === false) continue;
      seen.add(id);
      order.push(node);
      readInto(document, id, order, seen);
      open.push(...[...byHeight(document, targets(document, id))].reverse());
    }
  }
}

/**
 * Where an arrow key leads from a node; the node itself if nowhere. Down leads
 * into a box, and past the ends of its body the keys lead out to the box again.
 */
export function neighbour(
  document: FlowDocument,
  id: string,
  direction: Direction,
  folded: ReadonlySet<string> = NOTHING,
): string {
  const node = nodesById(document).get(id);
  if (!node) return document.nodes[0]?.id ?? id;
  const box = parentOf(document, id)?.id;
  if (direction === "right") return nearest(document, node, targets(document, id)) ?? box ?? id;
  if (direction === "left") return nearest(document, node, sources(document, id)) ?? box ?? id;
  const inner = direction === "down" && !folded.has(id) ? firstIn(document, id) : undefined;
  return (
    inner ?? sibling(document, node, direction) ?? (direction === "up" ? box : undefined) ?? id
  );
}

/** The node people read first in a box. */
export function firstIn(document: FlowDocument, box: string): string | undefined {
  if (childrenOf(document, box).length === 0) return undefined;
  const order: FlowNode[] = [];
  readInto(document, box, order, new Set());
  return order[0]?.id;
}

/** The nodes an arrow leads to from this one, each once, in the order of wiring. */
export function targets(document: FlowDocument, id: string): readonly string[] {
  const byId = nodesById(document);
  const ids = edgesOutOf(document, id).map((edge) => edge.to.node);
  return [...new Set(ids)].filter((target) => byId.has(target));
}

/** The nodes an arrow leads from to this one, each once, in the order of wiring. */
export function sources(document: FlowDocument, id: string): readonly string[] {
  const byId = nodesById(document);
  const ids = edgesInto(document, id).map((edge) => edge.from.node);
  return [...new Set(ids)].filter((source) => byId.has(source));
}

/** The next node above or below: a branch of the same node first, else whatever stands there. */
function sibling(document: FlowDocument, node: FlowNode, direction: "up" | "down") {
  const sign = direction === "down" ? 1 : -1;
  const family = new Set([
    ...sources(document, node.id).flatMap((source) => targets(document, source)),
    ...targets(document, node.id).flatMap((target) => sources(document, target)),
  ]);
  let best: { id: string; cost: number } | undefined;
  for (const other of childrenOf(document, parentOf(document, node.id)?.id)) {
    const down = (other.position.y - node.position.y) * sign;
    const isBeyond = down > 0 || (down === 0 && (other.position.x - node.position.x) * sign > 0);
    if (other.id === node.id || !isBeyond) continue;
    const across = Math.abs(other.position.x - node.position.x);
    const cost = down + across * 2 - (family.has(other.id) ? 400 : 0);
    if (!best || cost < best.cost) best = { id: other.id, cost };
  }
  return best?.id;
}

function nearest(document: FlowDocument, node: FlowNode, ids: readonly string[]) {
  const byId = nodesById(document);
  let best: { id: string; distance: number } | undefined;
  for (const id of ids) {
    const distance = Math.abs((byId.get(id)?.position.y ?? 0) - node.position.y);
    if (!best || distance < best.distance) best = { id, distance };
  }
  return best?.id;
}

function isOnCircle(document: FlowDocument, id: string): boolean {
  return reachable(document, targets(document, id)).has(id);
}

function hasSource(document: FlowDocument, node: FlowNode): boolean {
  return edgesInto(document, node.id).length > 0;
}

function byHeight(document: FlowDocument, ids: readonly string[]): readonly string[] {
  const byId = nodesById(document);
  const height = (id: string) => byId.get(id)?.position.y ?? 0;
  return [...ids].sort((one, other) => height(one) - height(other));
}

function byPlace(one: FlowNode, other: FlowNode): number {
  return one.position.y - other.position.y || one.position.x - other.position.x;
}
