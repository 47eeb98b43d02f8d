// What people do with boxes: put nodes in, and take them out.
// Arrows that would cross a border afterwards are led to the box itself.

import { apply } from "./apply";
import { all, type Command } from "./command";
import { ERROR_PORT, type FlowDocument, type FlowEdge, type FlowNode, MAIN_PORT } from "./document";
import { removal } from "./edit";
import { GAP_X, onGrid, overlaps, type Rectangle } from "./geometry";
import type { Kinds } from "./kind";
import { edgesInto, edgesOutOf, nodeOf } from "./look-up";
import { isBox, rectangleOf, type Scene, sceneOf } from "./scene";
import { childrenOf, commonBox, isInside, outermost, standIn, withInside } from "./tree";
import { wouldClose } from "./walk";

/** Why these nodes cannot stand in a box; undefined if they can. */
export function whyNotInto(
  document: FlowDocument,
  kinds: Kinds,
  ids: Iterable<string>,
  box: string | undefined,
): string | undefined {
  if (box === undefined) return undefined;
  const target = nodeOf(document, box);
  if (!target) return "This box is no longer there.";
  if (!isBox(kinds, target)) return `${target.name} is no box.`;
  for (const id of ids) {
    const node = nodeOf(document, id);
    if (!node) continue;
    if (kinds.of(node)?.role === "trigger")
      return `${node.name} starts the whole flow: it stands in no box.`;
    if (isInside(document, box, id)) return `${node.name} cannot stand in itself.`;
  }
  return undefined;
}

/** Puts nodes into a box, or onto the flow itself, where they stand. */
export function moveInto(
  document: FlowDocument,
  ids: ReadonlySet<string>,
  box: string | undefined,
): Command {
  const moved = outermost(document, ids).filter((id) => nodeOf(document, id)?.parent !== box);
  const parents = Object.fromEntries(moved.map((id) => [id, box ?? null]));
  const set: Command = { type: "set_parents", parents };
  const after = apply(document, set).document;
  return all(set, ...mendBorders(after, arrowsOf(after, moved)));
}

/**
 * A command with what follows from it: boxes begin where what stands in them
 * does, and what a box has grown over moves aside.
 */
export function settled(document: FlowDocument, kinds: Kinds, command: Command): Command {
  if (!document.nodes.some((node) => isBox(kinds, node)) && !mayAddBox(command)) return command;
  const after = apply(document, command).document;
  if (after.nodes === document.nodes) return command;
  const moves = makeRoom(sceneOf(document, kinds), after, kinds);
  const moved = apply(after, { type: "move", nodes: moves }).document;
  const scene = sceneOf(moved, kinds);
  for (const [id, { x, y }] of scene.boxes) {
    const position = nodeOf(moved, id)?.position;
    if (position && (position.x !== x || position.y !== y)) moves[id] = { x, y };
  }
  if (Object.keys(moves).length === 0) return command;
  return all(...(command.type === "all" ? command.commands : [command]), {
    type: "move",
    nodes: moves,
  });
}

/** These moves with what stands in the boxes that move. */
export function withBoxes(
  scene: Scene,
  positions: Readonly<Record<string, { x: number; y: number }>>,
): Record<string, { x: number; y: number }> {
  const { document } = scene;
  const moves: Record<string, { x: number; y: number }> = { ...positions };
  for (const id of outermost(document, new Set(Object.keys(positions)))) {
    const node = nodeOf(document, id);
    const to = positions[id];
    if (!node || !to || !scene.boxes.has(id)) continue;
    const from = rectangleOf(scene, node);
    for (const inner of withInside(document, [id])) {
      const at = nodeOf(document, inner)?.position;
      if (inner === id || !at) continue;
      moves[inner] = { x: at.x + to.x - from.x, y: at.y + to.y - from.y };
    }
  }
  return moves;
}

/** The arrows of these nodes: those that may cross a border after a move. */
export function arrowsOf(document: FlowDocument, moved: readonly string[]): ReadonlySet<FlowEdge> {
  return new Set(moved.flatMap((id) => [...edgesInto(document, id), ...edgesOutOf(document, id)]));
}

/** Leads arrows that cross a border to the boxes; those that say nothing new then go. */
export function mendBorders(
  document: FlowDocument,
  edges: ReadonlySet<FlowEdge>,
): readonly Command[] {
  const replaced: FlowEdge[] = [];
  const gone: string[] = [];
  const kept = new Set(
    document.edges.filter((edge) => !edges.has(edge)).map((edge) => wireOf(edge)),
  );
  let current = document;
  for (const edge of edges) {
    const led = ledToBoxes(document, edge);
    const without = apply(current, { type: "disconnect", edge: edge.id }).document;
    const isTwice = kept.has(wireOf(led));
    if (led !== edge && (isTwice || wouldClose(without, led.from.node, led.to.node))) {
      gone.push(edge.id);
      current = without;
      continue;
    }
    kept.add(wireOf(led));
    if (led === edge) continue;
    replaced.push(led);
    current = apply(current, { type: "replace", edges: [led] }).document;
  }
  return [
    ...(replaced.length > 0 ? [{ type: "replace", edges: replaced } as const] : []),
    ...(gone.length > 0 ? [removal(document, { edges: gone })] : []),
  ];
}

/** The arrow with its ends at the boxes around them that stand side by side. */
function ledToBoxes(document: FlowDocument, edge: FlowEdge): FlowEdge {
  const common = commonBox(document, edge.from.node, edge.to.node);
  const from = standIn(document, edge.from.node, common);
  const to = standIn(document, edge.to.node, common);
  if (from === undefined || to === undefined) return edge;
  if (from === edge.from.node && to === edge.to.node) return edge;
  const leaves = from === edge.from.node || edge.from.port === ERROR_PORT;
  return {
    id: edge.id,
    from: { node: from, port: leaves ? edge.from.port : MAIN_PORT },
    to: { node: to, port: to === edge.to.node ? edge.to.port : MAIN_PORT },
  };
}

function wireOf({ from, to }: FlowEdge): string {
  return `${from.node}\n${from.port}\n${to.node}\n${to.port}`;
}

function mayAddBox(command: Command): boolean {
  return command.type === "add" || command.type === "all" || command.type === "replace";
}

/** Moves what stands right of or below a box that has grown, from the inside out. */
function makeRoom(
  before: Scene,
  after: FlowDocument,
  kinds: Kinds,
): Record<string, { x: number; y: number }> {
  const moves: Record<string, { x: number; y: number }> = {};
  let document = after;
  const order = [...sceneOf(after, kinds).boxes.keys()].reverse();
  for (const id of order) {
    const scene = sceneOf(document, kinds);
    const [old, now] = [before.boxes.get(id), scene.boxes.get(id)];
    if (!old || !now || (now.width <= old.width && now.height <= old.height)) continue;
    const shifts = aside(before, scene, id, old, now);
    if (Object.keys(shifts).length === 0) continue;
    Object.assign(moves, shifts);
    document = apply(document, { type: "move", nodes: shifts }).document;
  }
  return moves;
}

function aside(
  before: Scene,
  scene: Scene,
  id: string,
  old: Rectangle,
  now: Rectangle,
): Record<string, { x: number; y: number }> {
  const { document } = scene;
  const box = nodeOf(document, id);
  const beside = childrenOf(document, box && parentBox(scene, box)).filter(
    (other) => other.id !== id && nodeOf(before.document, other.id),
  );
  const reach = { ...now, width: now.width + GAP_X / 3, height: now.height + GAP_X / 3 };
  const hit = beside.filter((other) => overlaps(reach, rectangleOf(scene, other)));
  if (hit.length === 0) return {};
  const isRight = hit.some((other) => rectangleOf(scene, other).x >= old.x + old.width);
  const by = isRight
    ? { x: now.x + now.width - old.x - old.width, y: 0 }
    : { x: 0, y: now.y + now.height - old.y - old.height };
  const shifted = beside.filter((other) => {
    const { x, y } = rectangleOf(scene, other);
    return isRight ? x >= old.x + old.width : y >= old.y + old.height;
  });
  const moves = shifted.map((other) => {
    const { x, y } = rectangleOf(scene, other);
    return [other.id, onGrid({ x: x + Math.max(by.x, 0), y: y + Math.max(by.y, 0) })] as const;
  });
  return withBoxes(scene, Object.fromEntries(moves));
}

function parentBox(scene: Scene, node: FlowNode): string | undefined {
  return node.parent !== undefined && nodeOf(scene.document, node.parent) ? node.parent : undefined;
}
