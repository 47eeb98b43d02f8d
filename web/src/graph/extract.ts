// Makes a flow of its own of some nodes, and a node that runs it in their place.

import { copy } from "./clipboard";
import { all, type Command } from "./command";
import {
  ERROR_PORT,
  emptyFlow,
  type FlowDocument,
  type FlowEdge,
  type FlowNode,
  MAIN_PORT,
} from "./document";
import { type MakeId, newNode, removal } from "./edit";
import { GAP_X, NODE_WIDTH } from "./geometry";
import { type Kind, type Kinds, nodePorts, subFlowKinds } from "./kind";
import { edgesInto, nodeOf } from "./look-up";
import { mentionedNames } from "./references";
import { rectangleOf, sceneOf } from "./scene";
import { outermost, withInside } from "./tree";

export type Extraction = {
  /** The flow of its own. */
  readonly flow: FlowDocument;
  /** What stands in it by name that stays outside, so that an expression no longer finds it. */
  readonly lost: readonly string[];
  /** Puts a node in the place of the nodes that runs the flow of this id. */
  command(flow: string): Command;
};

/** Takes nodes out into a flow called `name`; or says why that cannot be. */
export function extraction(
  document: FlowDocument,
  kinds: Kinds,
  ids: ReadonlySet<string>,
  name: string,
  makeId: MakeId,
): Extraction | { readonly refusal: string } {
  const found = subFlowKinds(kinds);
  if (!found) return { refusal: "This server has no sub-flows." };
  const inner = new Set(outermost(document, ids));
  const refusal = whyNotExtract(document, kinds, inner);
  if (refusal !== undefined) return { refusal };
  const box = nodeOf(document, [...inner][0] ?? "")?.parent;
  return {
    flow: flowOfItsOwn(document, kinds, inner, found.starts, name, makeId),
    lost: lostNames(document, withInside(document, inner)),
    command: (flow) => replacement(document, kinds, inner, found.runs, { flow, name, box }, makeId),
  };
}

function whyNotExtract(document: FlowDocument, kinds: Kinds, inner: ReadonlySet<string>) {
  const nodes = [...inner].flatMap((id) => nodeOf(document, id) ?? []);
  const [first] = nodes;
  if (!first) return "Select the nodes that shall become a flow of their own.";
  const trigger = nodes.find((node) => kinds.of(node)?.role === "trigger");
  if (trigger) return `${trigger.name} starts this flow: leave it out of the selection.`;
  const other = nodes.find((node) => node.parent !== first.parent);
  if (other) return `${first.name} and ${other.name} stand in different boxes.`;
  const ways = exits(document, inner);
  const ports = new Set(ways.map(({ from }) => `${from.node} ${from.port}`));
  if (ports.size > 1) {
    const [one, two] = ways.map(({ from }) => nodeOf(document, from.node)?.name ?? "");
    return `What leaves a sub-flow leaves it one way, but arrows leave at ${ports.size} places (${one}, ${two}). Select what follows too.`;
  }
  return undefined;
}

function flowOfItsOwn(
  document: FlowDocument,
  kinds: Kinds,
  inner: ReadonlySet<string>,
  starts: Kind,
  name: string,
  makeId: MakeId,
): FlowDocument {
  const { nodes, edges } = copy(document, inner);
  const left = Math.min(...nodes.map(({ position }) => position.x));
  const top = Math.min(...nodes.map(({ position }) => position.y));
  const shift = { x: NODE_WIDTH + GAP_X - left, y: -top };
  const moved = nodes.map((node) => ({
    ...node,
    position: { x: node.position.x + shift.x, y: node.position.y + shift.y },
  }));
  const empty = emptyFlow(name, document.settings.time_zone);
  const flow = { ...empty, settings: { ...document.settings }, nodes: moved, edges };
  const trigger = newNode(flow, starts, { x: 0, y: 0 }, makeId);
  const first = nodePorts(starts, {}).outputs[0]?.name ?? MAIN_PORT;
  const entries = entriesOf(document, kinds, inner);
  const wires = entries.map((to) => ({
    id: makeId("edge"),
    from: { node: trigger.id, port: first },
    to,
  }));
  return { ...flow, nodes: [trigger, ...moved], edges: [...wires, ...edges] };
}

/** Where what came from outside goes in, else where the nodes begin. */
function entriesOf(document: FlowDocument, kinds: Kinds, inner: ReadonlySet<string>) {
  const entries = new Map<string, FlowEdge["to"]>();
  for (const id of inner) {
    const into = edgesInto(document, id);
    for (const { from, to } of into) {
      if (!inner.has(from.node)) entries.set(`${to.node} ${to.port}`, to);
    }
    const node = nodeOf(document, id);
    const port = node && nodePorts(kinds.of(node), node.parameters).inputs[0]?.name;
    if (into.length === 0 && port !== undefined) entries.set(`${id} ${port}`, { node: id, port });
  }
  return [...entries.values()];
}

function replacement(
  document: FlowDocument,
  kinds: Kinds,
  inner: ReadonlySet<string>,
  runs: Kind,
  { flow, name, box }: { flow: string; name: string; box: string | undefined },
  makeId: MakeId,
): Command {
  const scene = sceneOf(document, kinds);
  const places = [...inner].flatMap((id) => {
    const node = nodeOf(document, id);
    return node ? [rectangleOf(scene, node)] : [];
  });
  const x = Math.min(...places.map((place) => place.x));
  const y = Math.min(...places.map((place) => place.y));
  const plain = newNode(document, runs, { x, y }, makeId, box);
  const isFree = !document.nodes.some((other) => other.name === name);
  const node: FlowNode = {
    ...plain,
    ...(isFree ? { name } : {}),
    parameters: { flow },
  };
  const { inputs, outputs } = nodePorts(runs, node.parameters);
  const [input, output] = [inputs[0]?.name ?? MAIN_PORT, outputs[0]?.name ?? MAIN_PORT];
  const before = new Map(
    entrances(document, inner).map(({ from }) => [`${from.node} ${from.port}`, from]),
  );
  const after = new Map(
    exits(document, inner).map((edge) => [`${edge.to.node} ${edge.to.port}`, edge]),
  );
  const wires = [
    ...[...before.values()].map((from) => ({
      id: makeId("edge"),
      from,
      to: { node: node.id, port: input },
    })),
    ...[...after.values()].map(({ from, to }) => ({
      id: makeId("edge"),
      from: { node: node.id, port: from.port === ERROR_PORT ? ERROR_PORT : output },
      to,
    })),
  ];
  return all(removal(document, { nodes: inner }), { type: "add", nodes: [node], edges: wires });
}

function entrances(document: FlowDocument, inner: ReadonlySet<string>): readonly FlowEdge[] {
  return document.edges.filter(({ from, to }) => inner.has(to.node) && !inner.has(from.node));
}

function exits(document: FlowDocument, inner: ReadonlySet<string>): readonly FlowEdge[] {
  return document.edges.filter(({ from, to }) => inner.has(from.node) && !inner.has(to.node));
}

/** Names of outside nodes that expressions inside mention. */
function lostNames(document: FlowDocument, inside: ReadonlySet<string>): readonly string[] {
  const outside = new Set(
    document.nodes.filter(({ id }) => !inside.has(id)).map(({ name }) => name),
  );
  const mentioned = document.nodes
    .filter(({ id }) => inside.has(id))
    .flatMap(({ parameters }) => mentionedNames(parameters));
  return [...new Set(mentioned)].filter((name) => outside.has(name));
}
