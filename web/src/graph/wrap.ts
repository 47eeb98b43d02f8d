// Wraps nodes in a new box, takes a box away again, and makes a loop of what an
// arrow back would repeat.

import { apply } from "./apply";
import { arrowsOf, mendBorders } from "./boxes";
import { all, type Command } from "./command";
import { ERROR_PORT, type FlowDocument, type FlowEdge, type FlowNode, MAIN_PORT } from "./document";
import type { MakeId } from "./edit";
import type { Kind, Kinds } from "./kind";
import { edgesInto, edgesOutOf, nodeOf } from "./look-up";
import { freeName, takenNames } from "./names";
import { BOX_PADDING, headerHeight, rectangleOf, sceneOf } from "./scene";
import { childrenOf, outermost } from "./tree";
import { reachable } from "./walk";

/** A command, or why there is none, as a sentence. */
export type Made = { readonly command: Command } | { readonly refusal: string };

/** Wraps nodes that stand side by side in a new box. */
export function wrap(
  document: FlowDocument,
  kinds: Kinds,
  ids: ReadonlySet<string>,
  kind: Kind,
  makeId: MakeId,
): Made {
  const inner = outermost(document, ids);
  const refusal = whyNotWrap(document, kinds, inner);
  if (refusal !== undefined) return { refusal };
  const box = boxAround(document, kinds, inner, kind, makeId);
  const parents = Object.fromEntries(inner.map((id) => [id, box.id]));
  const add: Command = { type: "add", nodes: [box] };
  const set: Command = { type: "set_parents", parents };
  const after = apply(apply(document, add).document, set).document;
  return { command: all(add, set, ...mendBorders(after, arrowsOf(after, inner))) };
}

/** Takes a box away and leaves what stands in it, wired as the box was. */
export function unwrap(document: FlowDocument, id: string): Command {
  const box = nodeOf(document, id);
  if (!box) return all();
  const children = childrenOf(document, id);
  const inside = new Set(children.map((child) => child.id));
  const isEntry = (node: FlowNode) =>
    !edgesInto(document, node.id).some(({ from }) => inside.has(from.node));
  const isExit = (node: FlowNode) =>
    !edgesOutOf(document, node.id).some(({ to }) => inside.has(to.node));
  const [entries, exits] = [children.filter(isEntry), children.filter(isExit)];
  const rewired: FlowEdge[] = [];
  const link = (from: FlowEdge["from"], to: FlowEdge["to"], base: string) => {
    // The first keeps the id, for joins that name it.
    const isTaken = rewired.some((edge) => edge.id === base);
    rewired.push({ id: isTaken ? `${base}_${rewired.length}` : base, from, to });
  };
  for (const edge of edgesInto(document, id)) {
    for (const { id: node } of entries) link(edge.from, { node, port: MAIN_PORT }, edge.id);
  }
  for (const edge of edgesOutOf(document, id)) {
    if (edge.from.port === ERROR_PORT) continue;
    for (const { id: node } of exits) link({ node, port: MAIN_PORT }, edge.to, edge.id);
  }
  const parent = box.parent ?? null;
  const parents = Object.fromEntries(children.map((child) => [child.id, parent]));
  return all(
    { type: "set_parents", parents },
    { type: "remove", nodes: [id] },
    { type: "add", edges: rewired },
  );
}

/** The nodes an arrow that leads back would repeat: all on the ways between its ends. */
export function nodesBetween(document: FlowDocument, from: string, to: string): Set<string> {
  const back = reachable(document, [from], "back");
  return new Set([...reachable(document, [to])].filter((id) => back.has(id)));
}

/** Makes a loop of what an arrow that leads back would repeat. */
export function loopFor(
  document: FlowDocument,
  kinds: Kinds,
  from: string,
  to: string,
  makeId: MakeId,
): Made & { readonly ids?: ReadonlySet<string> } {
  const kind = kinds.all.find(({ container }) => container === "for_each");
  if (!kind) return { refusal: "This server has no loops." };
  if (nodeOf(document, from)?.parent !== nodeOf(document, to)?.parent) {
    return { refusal: "The two nodes stand in different boxes." };
  }
  const ids = nodesBetween(document, from, to);
  return { ...wrap(document, kinds, ids, kind, makeId), ids };
}

function whyNotWrap(document: FlowDocument, kinds: Kinds, inner: readonly string[]) {
  const nodes = inner.flatMap((id) => nodeOf(document, id) ?? []);
  const [first] = nodes;
  if (!first) return "Select the nodes that belong into the box.";
  const trigger = nodes.find((node) => kinds.of(node)?.role === "trigger");
  if (trigger) return `${trigger.name} starts the whole flow: it stands in no box.`;
  const other = nodes.find((node) => node.parent !== first.parent);
  if (other) return `${first.name} and ${other.name} stand in different boxes.`;
  return wayRound(document, inner);
}

/** Arrows that leave the nodes and come back over others would go round the new box. */
function wayRound(document: FlowDocument, inner: readonly string[]): string | undefined {
  const ids = new Set(inner);
  const beyond = inner.flatMap((id) =>
    edgesOutOf(document, id)
      .map(({ to }) => to.node)
      .filter((target) => !ids.has(target)),
  );
  for (const id of reachable(document, beyond)) {
    const back = edgesOutOf(document, id).find(({ to }) => ids.has(to.node));
    if (back && !ids.has(id)) {
      const name = nodeOf(document, id)?.name ?? "a node";
      return `An arrow leads out, over ${name}, and back in. Select ${name} too.`;
    }
  }
  return undefined;
}

function boxAround(
  document: FlowDocument,
  kinds: Kinds,
  inner: readonly string[],
  kind: Kind,
  makeId: MakeId,
): FlowNode {
  const scene = sceneOf(document, kinds);
  const nodes = inner.flatMap((id) => nodeOf(document, id) ?? []);
  const rectangles = nodes.map((node) => rectangleOf(scene, node));
  const x = Math.min(...rectangles.map((rectangle) => rectangle.x)) - BOX_PADDING;
  const y = Math.min(...rectangles.map((rectangle) => rectangle.y));
  const parent = nodes[0]?.parent;
  const box = {
    id: makeId("node"),
    kind: kind.name,
    kind_version: kind.version,
    name: freeName(kind.title, takenNames(document)),
    ...(parent === undefined ? {} : { parent }),
    position: { x, y },
    parameters: {},
  };
  return { ...box, position: { x, y: y - headerHeight(kinds, box) - BOX_PADDING } };
}
