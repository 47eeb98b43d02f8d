// Gives a node another kind and keeps its arrows.

import { all, type Command } from "./command";
import type { FlowDocument, FlowEdge, FlowNode, JsonObject } from "./document";
import { removal } from "./edit";
import { isBoxKind, type Kind, type Kinds, nodePorts, type Port } from "./kind";
import { edgesInto, edgesOutOf, nodeOf } from "./look-up";
import { freeName, takenNames } from "./names";
import { childrenOf } from "./tree";

/** Why a node cannot become one of this kind; undefined if it can. */
export function whyNotReplace(document: FlowDocument, id: string, kind: Kind): string | undefined {
  const node = nodeOf(document, id);
  if (!node) return "This node is no longer there.";
  const inside = childrenOf(document, id).length;
  if (inside > 0 && !isBoxKind(kind))
    return `${node.name} holds nodes: it can only become another box.`;
  if (kind.role === "trigger" && edgesInto(document, id).length > 0)
    return "Arrows lead to it: it cannot start the flow.";
  if (kind.role === "trigger" && node.parent !== undefined)
    return "It stands in a box: it cannot start the flow.";
  return undefined;
}

/**
 * Makes the node one of another kind. Its arrows stay: at the port of the same
 * name, else at the one in the same place. Fields the new kind has too keep
 * what is in them.
 */
export function replaceKind(document: FlowDocument, kinds: Kinds, id: string, kind: Kind): Command {
  const node = nodeOf(document, id);
  if (!node) return all();
  const old = kinds.of(node);
  const parameters = sharedParameters(node.parameters, kind);
  const [before, after] = [nodePorts(old, node.parameters), nodePorts(kind, parameters)];
  const { credentials: _, ...rest } = node;
  const replacement: FlowNode = {
    ...rest,
    kind: kind.name,
    kind_version: kind.version,
    name: newName(document, node, old, kind),
    parameters,
  };
  const moved: FlowEdge[] = [];
  const gone: string[] = [];
  const keep = (edge: FlowEdge, end: "from" | "to", port: string | undefined) => {
    if (port === undefined) gone.push(edge.id);
    else if (port !== edge[end].port) moved.push({ ...edge, [end]: { node: id, port } });
  };
  for (const edge of edgesInto(document, id)) {
    keep(edge, "to", portLike(edge.to.port, before.inputs, after.inputs));
  }
  const wired = new Set<string>();
  for (const edge of edgesOutOf(document, id)) {
    const isError = edge.from.port === before.error?.name;
    const port = isError
      ? after.error?.name
      : portLike(edge.from.port, before.outputs, after.outputs);
    // Two arrows to one place are one arrow.
    const wire = `${port} ${edge.to.node} ${edge.to.port}`;
    keep(edge, "from", wired.has(wire) ? undefined : port);
    wired.add(wire);
  }
  return all(
    ...(replacement.name === node.name
      ? []
      : [{ type: "rename_node", node: id, name: replacement.name } as const]),
    { type: "replace", nodes: [replacement], edges: moved },
    ...(gone.length > 0 ? [removal(document, { edges: gone })] : []),
  );
}

/** A name nobody chose follows the kind. */
function newName(
  document: FlowDocument,
  node: FlowNode,
  old: Kind | undefined,
  kind: Kind,
): string {
  const isPlain = old !== undefined && node.name.replace(/ \d+$/, "") === old.title;
  if (!isPlain) return node.name;
  const taken = takenNames(document);
  taken.delete(node.name);
  return freeName(kind.title, taken);
}

function sharedParameters(parameters: JsonObject, kind: Kind): JsonObject {
  const properties = (kind.parameters.properties ?? {}) as JsonObject;
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => Object.hasOwn(properties, name)),
  );
}

function portLike(
  name: string,
  before: readonly Port[],
  after: readonly Port[],
): string | undefined {
  if (after.some((port) => port.name === name)) return name;
  const index = before.findIndex((port) => port.name === name);
  return (after[index] ?? after[0])?.name;
}
