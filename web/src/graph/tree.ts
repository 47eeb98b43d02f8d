// Who stands in which box. A box that is not there counts as the flow itself,
// and boxes that stand in each other in a circle as if they stood in nothing.

import type { FlowDocument, FlowNode } from "./document";
import { nodeOf } from "./look-up";

type Children = ReadonlyMap<string | undefined, readonly FlowNode[]>;

const tables = new WeakMap<readonly FlowNode[], Children>();
const NONE: readonly FlowNode[] = [];

/** The nodes that stand directly in a box, or on the flow itself. */
export function childrenOf(document: FlowDocument, box: string | undefined): readonly FlowNode[] {
  return childTable(document).get(box) ?? NONE;
}

/** The box a node stands in, if that is there. */
export function parentOf(document: FlowDocument, id: string): FlowNode | undefined {
  const parent = nodeOf(document, id)?.parent;
  return parent === undefined ? undefined : nodeOf(document, parent);
}

/** The boxes around a node, from the inside out. */
export function boxesAround(document: FlowDocument, id: string): readonly FlowNode[] {
  const around: FlowNode[] = [];
  const seen = new Set([id]);
  for (let box = parentOf(document, id); box; box = parentOf(document, box.id)) {
    if (seen.has(box.id)) break;
    seen.add(box.id);
    around.push(box);
  }
  return around;
}

/** Whether a node is this box or stands in it, however deep. */
export function isInside(document: FlowDocument, id: string, box: string): boolean {
  return id === box || boxesAround(document, id).some((around) => around.id === box);
}

/** These nodes and all that stands in them. */
export function withInside(document: FlowDocument, ids: Iterable<string>): ReadonlySet<string> {
  const all = new Set(ids);
  const table = childTable(document);
  if (table.size <= 1) return all;
  for (const id of all) for (const child of table.get(id) ?? NONE) all.add(child.id);
  return all;
}

/** Those of these nodes that stand in no other of them. */
export function outermost(document: FlowDocument, ids: ReadonlySet<string>): readonly string[] {
  return [...ids].filter(
    (id) => nodeOf(document, id) && !boxesAround(document, id).some((box) => ids.has(box.id)),
  );
}

/** The node itself or the box around it that stands directly in `box`; undefined if none does. */
export function standIn(
  document: FlowDocument,
  id: string,
  box: string | undefined,
): string | undefined {
  const around = boxesAround(document, id);
  if (box === undefined) return around.at(-1)?.id ?? id;
  const index = around.findIndex((other) => other.id === box);
  if (index < 0) return undefined;
  return around[index - 1]?.id ?? id;
}

/** The innermost box that both nodes stand in. */
export function commonBox(document: FlowDocument, one: string, other: string): string | undefined {
  const around = new Set(boxesAround(document, other).map(({ id }) => id));
  return boxesAround(document, one).find(({ id }) => around.has(id))?.id;
}

/** How deep a node stands: 0 on the flow itself. */
export function depthOf(document: FlowDocument, id: string): number {
  return boxesAround(document, id).length;
}

function childTable(document: FlowDocument): Children {
  let table = tables.get(document.nodes);
  if (!table) {
    table = makeTable(document);
    tables.set(document.nodes, table);
  }
  return table;
}

function makeTable(document: FlowDocument): Children {
  const table = new Map<string | undefined, FlowNode[]>();
  for (const node of document.nodes) {
    const box = node.parent === undefined ? undefined : placeIn(document, node);
    const list = table.get(box);
    if (list) list.push(node);
    else table.set(box, [node]);
  }
  return table;
}

function placeIn(document: FlowDocument, node: FlowNode): string | undefined {
  const around = boxesAround(document, node.id);
  const isCircle = around.some((box) => box.parent === node.id);
  return isCircle ? undefined : around[0]?.id;
}
