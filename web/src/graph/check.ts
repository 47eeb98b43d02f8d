// What can be told of a document without asking the server. The server's
// problems are the truth; these are there at once, while it has not answered.

import type { FlowDocument, FlowEdge, PortRef } from "./document";
import type { Kinds } from "./kind";
import { nodePorts } from "./kind";
import { nodesById } from "./look-up";
import type { Problem } from "./problem";
import { onCircles, wouldClose } from "./walk";

/** Circles, arrows into the void, and names given twice. */
export function localProblems(document: FlowDocument, kinds: Kinds): readonly Problem[] {
  return [
    ...duplicateNames(document),
    ...document.edges.flatMap((edge) => danglingEdge(document, kinds, edge)),
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
  if (wouldClose(document, from.node, to.node)) {
    return `An arrow from ${source.name} to ${target.name} would close a circle.`;
  }
  return undefined;
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

function circles(document: FlowDocument): readonly Problem[] {
  const ids = onCircles(document);
  const first = document.nodes.find((node) => ids.has(node.id));
  if (!first) return [];
  const names = document.nodes.filter((node) => ids.has(node.id)).map((node) => `\`${node.name}\``);
  return [
    {
      severity: "error",
      code: "cycle",
      message: `The arrows of ${names.slice(0, 4).join(", ")} go round in a circle.`,
      hint: "Remove one of the arrows.",
      node: first.id,
    },
  ];
}
