// What can be told of a document without asking the server. The server's
// problems are the truth; these are there at once, while it has not answered.

import type { FlowDocument, FlowEdge, FlowNode, PortRef } from "./document";
import { isBoxKind, type Kinds, nodePorts } from "./kind";
import { nodeOf, nodesById } from "./look-up";
import type { Problem } from "./problem";
import { boxesAround, commonBox, standIn } from "./tree";
import { onCircles, readingOrder, wouldClose } from "./walk";

/** Circles, arrows into the void or across borders, wrong boxes, and names given twice. */
export function localProblems(document: FlowDocument, kinds: Kinds): readonly Problem[] {
  return [
    ...duplicateNames(document),
    ...document.edges.flatMap((edge) => danglingEdge(document, kinds, edge)),
    ...document.nodes.flatMap((node) => wrongBox(document, kinds, node)),
    ...document.edges.flatMap((edge) => acrossBorder(document, edge)),
    ...circles(document),
  ];
}

/** Why an arrow between these ports cannot be drawn; undefined if it can. */
export function whyNotConnect(
  document: FlowDocument,
  kinds: Kinds,
  from: PortRef,
  to: PortRef,
): string | undefined {
  const byId = nodesById(document);
  const [source, target] = [byId.get(from.node), byId.get(to.node)];
  if (!source || !target) return "This node is no longer there.";
  if (from.node === to.node) return "A node cannot lead to itself.";
  if (kinds.of(target)?.role === "trigger")
    return `${target.name} starts the flow: nothing leads to it.`;
  const isThere = document.edges.some((edge) => samePort(edge.from, from) && samePort(edge.to, to));
  if (isThere) return "This arrow is already there.";
  if (source.parent !== target.parent) return borderWords(document, source, target);
  if (wouldClose(document, from.node, to.node)) {
    return `An arrow from ${source.name} to ${target.name} would close a circle.`;
  }
  return undefined;
}

/** Whether an arrow is refused only because it leads back: what is between can become a loop. */
export function leadsBack(document: FlowDocument, from: string, to: string): boolean {
  const [source, target] = [nodeOf(document, from), nodeOf(document, to)];
  if (!source || !target || source.parent !== target.parent) return false;
  return from === to || wouldClose(document, from, to);
}

/** Why an arrow cannot join nodes of different boxes, and what to draw instead. */
function borderWords(document: FlowDocument, source: FlowNode, target: FlowNode): string {
  if (target.parent === source.id)
    return `${target.name} stands in ${source.name}: what comes into the box begins there by itself.`;
  if (source.parent === target.id)
    return `${source.name} stands in ${target.name}: what it gives leaves the box by itself.`;
  const common = commonBox(document, source.id, target.id);
  const [from, to] = [source, target].map(({ id }) => {
    const stand = standIn(document, id, common);
    return stand === undefined ? undefined : nodeOf(document, stand);
  });
  const ends = `from ${from?.name ?? source.name} to ${to?.name ?? target.name}`;
  return `Arrows stay on one side of the border of a box. Draw it ${ends} instead.`;
}

export function samePort(one: PortRef, other: PortRef): boolean {
  return one.node === other.node && one.port === other.port;
}

function duplicateNames(document: FlowDocument): readonly Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const node of document.nodes) {
    if (seen.has(node.name)) {
      problems.push({
        severity: "error",
        code: "name_duplicate",
        message: `Two nodes are called \`${node.name}\`.`,
        hint: "Give one of them another name.",
        node: node.id,
      });
    }
    seen.add(node.name);
  }
  return problems;
}

function danglingEdge(document: FlowDocument, kinds: Kinds, edge: FlowEdge): readonly Problem[] {
  const byId = nodesById(document);
  const [source, target] = [byId.get(edge.from.node), byId.get(edge.to.node)];
  if (!source || !target) return [dangling(edge, "An arrow leads to a node that is not there.")];
  const [before, after] = [kinds.of(source), kinds.of(target)];
  // Of a kind the server does not know, the ports are not known either.
  if (before) {
    const { outputs, error } = nodePorts(before, source.parameters);
    const isThere =
      edge.from.port === error?.name || outputs.some(({ name }) => name === edge.from.port);
    if (!isThere)
      return [dangling(edge, `An arrow starts at a port that \`${source.name}\` no longer has.`)];
  }
  if (after) {
    const isThere = nodePorts(after, target.parameters).inputs.some(
      ({ name }) => name === edge.to.port,
    );
    if (!isThere)
      return [dangling(edge, `An arrow ends at a port that \`${target.name}\` does not have.`)];
  }
  return [];
}

function dangling(edge: FlowEdge, message: string): Problem {
  return {
    severity: "error",
    code: "edge_dangling",
    message,
    hint: "Remove the arrow or draw it to another port.",
    edge: edge.id,
    node: edge.from.node,
  };
}

function wrongBox(document: FlowDocument, kinds: Kinds, node: FlowNode): readonly Problem[] {
  if (node.parent === undefined) return [];
  const hint = "Drag it into a loop or another box, or out onto the canvas.";
  const problem = { severity: "error", node: node.id } as const;
  const parent = nodeOf(document, node.parent);
  if (!parent) {
    const message = `\`${node.name}\` stands in a box that does not exist.`;
    return [{ ...problem, code: "parent_missing", message, hint }];
  }
  if (boxesAround(document, node.id).some((box) => box.parent === node.id)) {
    const message = `\`${node.name}\` stands in itself, by way of the boxes around it.`;
    return [{ ...problem, code: "parent_cycle", message, hint }];
  }
  if (kinds.of(parent) && !isBoxKind(kinds.of(parent))) {
    const message = `\`${node.name}\` stands in \`${parent.name}\`, which is no box.`;
    return [{ ...problem, code: "parent_not_container", message, hint }];
  }
  if (kinds.of(node)?.role !== "trigger") return [];
  const message = `The trigger \`${node.name}\` stands in \`${parent.name}\`; a trigger starts the whole flow.`;
  const out = "Drag the trigger out onto the canvas.";
  return [{ ...problem, code: "trigger_inside", message, hint: out }];
}

function acrossBorder(document: FlowDocument, edge: FlowEdge): readonly Problem[] {
  const byId = nodesById(document);
  const [source, target] = [byId.get(edge.from.node), byId.get(edge.to.node)];
  if (!source || !target || source.parent === target.parent) return [];
  return [
    {
      severity: "error",
      code: "edge_across_border",
      message: `The arrow from \`${source.name}\` to \`${target.name}\` crosses the border of a box.`,
      hint: "Arrows stay on one side: lead the arrow to the box itself, or drag both nodes into the same box.",
      node: target.id,
      edge: edge.id,
    },
  ];
}

function circles(document: FlowDocument): readonly Problem[] {
  const ids = onCircles(document);
  const first = document.nodes.find((node) => ids.has(node.id));
  if (!first) return [];
  const names = document.nodes.filter((node) => ids.has(node.id)).map((node) => `\`${node.name}\``);
  const back = backArrow(document, ids);
  return [
    {
      severity: "error",
      code: "cycle",
      message: `The arrows of ${names.slice(0, 4).join(", ")} go round in a circle.`,
      hint: "To repeat nodes, put them into a loop; else remove the arrow that leads back.",
      node: first.id,
      ...(back ? { edge: back.id } : {}),
    },
  ];
}

/** Of the arrows of circles, the first that leads back in the order people read. */
function backArrow(document: FlowDocument, ids: ReadonlySet<string>): FlowEdge | undefined {
  const rank = new Map(readingOrder(document).map(({ id }, index) => [id, index]));
  const at = (id: string) => rank.get(id) ?? 0;
  return document.edges.find(
    ({ from, to }) => ids.has(from.node) && ids.has(to.node) && at(to.node) <= at(from.node),
  );
}
