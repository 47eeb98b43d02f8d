// Makes the commands for what people do: add a node here, connect it, put it
// on an arrow, delete what is selected, rewire after a change of ports.

import { apply } from "./apply";
import { withBoxes } from "./boxes";
import { all, type Command } from "./command";
import {
  ERROR_PORT,
  type FlowDocument,
  type FlowEdge,
  type FlowNode,
  type Json,
  type JsonObject,
  type PortRef,
  type Position,
} from "./document";
import { GAP_X, NODE_WIDTH, onGrid, overlaps } from "./geometry";
import { type Kind, type Kinds, nodePorts } from "./kind";
import { edgesInto, edgesOutOf, edgeTable, nodeOf, nodesById } from "./look-up";
import { freeName, takenNames } from "./names";
import { rectangleOf, type Scene, sceneOf } from "./scene";
import { childrenOf, withInside } from "./tree";
import { reachable } from "./walk";

export type MakeId = (prefix: string) => string;

/** A new node of this kind. What is not set holds its default, so a document says only what somebody chose. */
export function newNode(
  document: FlowDocument,
  kind: Kind,
  at: Position,
  makeId: MakeId,
  parent?: string,
): FlowNode {
  return {
    id: makeId("node"),
    kind: kind.name,
    kind_version: kind.version,
    name: freeName(kind.title, takenNames(document)),
    ...(parent === undefined ? {} : { parent }),
    position: onGrid(at),
    parameters: {},
  };
}

/** Adds a node behind a port of another, where there is room. */
export function addBehind(
  document: FlowDocument,
  kinds: Kinds,
  from: PortRef,
  node: FlowNode,
  makeId: MakeId,
): Command {
  const input = firstInput(kinds, node);
  const edge = input && { id: makeId("edge"), from, to: { node: node.id, port: input } };
  const position = freePlace(document, kinds, node.position, node.parent);
  return { type: "add", nodes: [{ ...node, position }], edges: edge ? [edge] : [] };
}

/** Puts a node on an arrow: the arrow keeps its end and starts at the node. */
export function addOnEdge(
  document: FlowDocument,
  kinds: Kinds,
  edge: FlowEdge,
  node: FlowNode,
  makeId: MakeId,
): Command {
  const target = nodeOf(document, edge.to.node);
  const source = nodeOf(document, edge.from.node);
  const input = firstInput(kinds, node);
  const output = nodePorts(kinds.of(node), node.parameters).outputs[0]?.name;
  if (!source || !target || !input || !output) return { type: "add", nodes: [node] };
  const scene = sceneOf(document, kinds);
  const start = rectangleOf(scene, source);
  const position = onGrid({ x: start.x + start.width + GAP_X, y: node.position.y });
  const room = position.x + NODE_WIDTH + GAP_X - rectangleOf(scene, target).x;
  const before = { id: makeId("edge"), from: edge.from, to: { node: node.id, port: input } };
  return all(
    ...(room > 0 ? [moveRight(scene, edge.to.node, room)] : []),
    { type: "add", nodes: [{ ...node, position }], edges: [before] },
    { type: "replace", edges: [{ ...edge, from: { node: node.id, port: output } }] },
  );
}

/** Puts a node that is there already, and that no arrow touches, on an arrow. */
export function moveOnEdge(
  document: FlowDocument,
  kinds: Kinds,
  edge: FlowEdge,
  id: string,
  makeId: MakeId,
): Command {
  const node = nodeOf(document, id);
  const input = node && firstInput(kinds, node);
  const output = node && nodePorts(kinds.of(node), node.parameters).outputs[0]?.name;
  if (!node || !input || !output) return all();
  const before = { id: makeId("edge"), from: edge.from, to: { node: id, port: input } };
  return all(
    { type: "connect", edge: before },
    { type: "replace", edges: [{ ...edge, from: { node: id, port: output } }] },
  );
}

/** Removes nodes with what stands in them, arrows and notes, and forgets them in joins and groups. */
export function removal(
  document: FlowDocument,
  ids: { nodes?: Iterable<string>; edges?: Iterable<string>; notes?: Iterable<string> },
): Command {
  const nodes = withInside(document, ids.nodes ?? []);
  const edges = new Set(ids.edges);
  for (const id of nodes) {
    for (const edge of [...edgesInto(document, id), ...edgesOutOf(document, id)])
      edges.add(edge.id);
  }
  const joins = [...edges].flatMap((id) => edgeTable(document).byId.get(id)?.to.node ?? []);
  const mends = [...new Set(joins)]
    .filter((id) => !nodes.has(id))
    .flatMap((id) => mendJoin(nodeOf(document, id), edges));
  return all(...mends, ...leaveGroups(document, nodes), {
    type: "remove",
    nodes: [...nodes],
    edges: [...edges],
    notes: [...(ids.notes ?? [])],
  });
}

/**
 * Removes nodes as `removal` does; where a single node of a chain goes, what was
 * before it leads on to what came after.
 */
export function removalOfNode(document: FlowDocument, id: string): Command {
  const [into, ...otherInto] = edgesInto(document, id);
  const [outOf, ...otherOutOf] = edgesOutOf(document, id);
  const isChain = otherInto.length + otherOutOf.length === 0;
  const isError = outOf?.from.port === ERROR_PORT;
  if (!into || !outOf || !isChain || isError) return removal(document, { nodes: [id] });
  // The arrow that stays is the one that joins may name.
  const bridge: Command = { type: "replace", edges: [{ ...outOf, from: into.from }] };
  return all(bridge, removal(apply(document, bridge).document, { nodes: [id] }));
}

/** New parameters, with the arrows of ports that moved because an entry of a list did. */
export function changeParameters(
  document: FlowDocument,
  kinds: Kinds,
  id: string,
  parameters: JsonObject,
): Command {
  const set: Command = { type: "set_parameters", node: id, parameters };
  const node = nodeOf(document, id);
  const ports = node && kinds.of(node)?.outputs;
  if (!node || ports?.ports !== "per_entry") return set;
  const before = node.parameters[ports.parameter];
  const after = parameters[ports.parameter];
  if (!Array.isArray(before) || !Array.isArray(after) || before === after) return set;
  const places = newPlaces(before, after);
  const edges = edgesOutOf(document, id).filter(({ from }) => from.port.startsWith(ports.prefix));
  const gone: string[] = [];
  const moved: FlowEdge[] = [];
  for (const edge of edges) {
    const index = Number(edge.from.port.slice(ports.prefix.length));
    const place = places[index];
    if (place === index || !Number.isInteger(index) || index >= before.length) continue;
    if (place === undefined) gone.push(edge.id);
    else moved.push({ ...edge, from: { node: id, port: `${ports.prefix}${place}` } });
  }
  if (gone.length + moved.length === 0) return set;
  return all(
    set,
    ...(moved.length > 0 ? [{ type: "replace", edges: moved } as const] : []),
    ...(gone.length > 0 ? [removal(document, { edges: gone })] : []),
  );
}

/** The first place at or below this one where a node stands on no other of its box. */
export function freePlace(
  document: FlowDocument,
  kinds: Kinds,
  at: Position,
  parent?: string,
): Position {
  const scene = sceneOf(document, kinds);
  const taken = childrenOf(document, parent).map((node) => rectangleOf(scene, node));
  let place = onGrid(at);
  const size = { width: NODE_WIDTH + 16, height: 80 };
  for (let hit = true; hit; ) {
    const under = taken.find((other) => overlaps({ ...place, ...size }, other));
    hit = under !== undefined;
    if (under) place = onGrid({ x: place.x, y: under.y + under.height + 32 });
  }
  return place;
}

/** Where entry `i` of the old list stands in the new one; undefined if it is gone. */
function newPlaces(
  before: readonly Json[],
  after: readonly Json[],
): readonly (number | undefined)[] {
  const free = new Map(after.map((entry, index) => [index, JSON.stringify(entry)]));
  const places = before.map((entry) => {
    const wanted = JSON.stringify(entry);
    const found = [...free].find(([, text]) => text === wanted)?.[0];
    if (found !== undefined) free.delete(found);
    return found;
  });
  // An entry that was edited stands where it stood.
  return places.map((place, index) => {
    if (place !== undefined || !free.has(index)) return place;
    free.delete(index);
    return index;
  });
}

function moveRight(scene: Scene, from: string, by: number): Command {
  const byId = nodesById(scene.document);
  const first = byId.get(from);
  const start = first ? rectangleOf(scene, first).x : 0;
  const nodes = [...reachable(scene.document, [from])].flatMap((id) => {
    const node = byId.get(id);
    const at = node && rectangleOf(scene, node);
    if (!at || at.x < start) return [];
    return [[id, onGrid({ x: at.x + by, y: at.y })] as const];
  });
  return { type: "move", nodes: withBoxes(scene, Object.fromEntries(nodes)) };
}

/** Groups without these nodes; one without nodes goes. */
function leaveGroups(document: FlowDocument, nodes: ReadonlySet<string>): readonly Command[] {
  const groups = document.groups ?? [];
  if (!groups.some((group) => group.nodes.some((id) => nodes.has(id)))) return [];
  const rest = groups
    .map((group) => ({ ...group, nodes: group.nodes.filter((id) => !nodes.has(id)) }))
    .filter((group) => group.nodes.length > 0);
  return [{ type: "set_groups", groups: rest }];
}

function mendJoin(node: FlowNode | undefined, gone: ReadonlySet<string>): readonly Command[] {
  const rule = node?.join?.rule;
  if (!node || typeof rule !== "object" || !("specific" in rule)) return [];
  const rest = rule.specific.filter((id) => !gone.has(id));
  if (rest.length === rule.specific.length) return [];
  const mended = rest.length > 0 ? { specific: rest } : ("all" as const);
  return [
    { type: "set_options", node: node.id, options: { join: { ...node.join, rule: mended } } },
  ];
}

function firstInput(kinds: Kinds, node: FlowNode): string | undefined {
  return nodePorts(kinds.of(node), node.parameters).inputs[0]?.name;
}
