// Finds nodes and arrows quickly. The tables are made once for each list and
// live as long as it does; a change that leaves the list alone keeps its table.

import type { FlowDocument, FlowEdge, FlowNode } from "./document";

/** The arrows of a document by node, in the order they were wired. */
export type EdgeTable = {
  readonly byId: ReadonlyMap<string, FlowEdge>;
  readonly into: ReadonlyMap<string, readonly FlowEdge[]>;
  readonly outOf: ReadonlyMap<string, readonly FlowEdge[]>;
};

const nodeTables = new WeakMap<readonly FlowNode[], ReadonlyMap<string, FlowNode>>();
const edgeTables = new WeakMap<readonly FlowEdge[], EdgeTable>();

/** The nodes of a document by id. */
export function nodesById(document: FlowDocument): ReadonlyMap<string, FlowNode> {
  let table = nodeTables.get(document.nodes);
  if (!table) {
    table = new Map(document.nodes.map((node) => [node.id, node]));
    nodeTables.set(document.nodes, table);
  }
  return table;
}

/** The arrows of a document by id and by node. */
export function edgeTable(document: FlowDocument): EdgeTable {
  let table = edgeTables.get(document.edges);
  if (!table) {
    table = makeEdgeTable(document.edges);
    edgeTables.set(document.edges, table);
  }
  return table;
}

export function nodeOf(document: FlowDocument, id: string): FlowNode | undefined {
  return nodesById(document).get(id);
}

export function edgesInto(document: FlowDocument, node: string): readonly FlowEdge[] {
  return edgeTable(document).into.get(node) ?? [];
}

export function edgesOutOf(document: FlowDocument, node: string): readonly FlowEdge[] {
  return edgeTable(document).outOf.get(node) ?? [];
}

function makeEdgeTable(edges: readonly FlowEdge[]): EdgeTable {
  const byId = new Map<string, FlowEdge>();
  const into = new Map<string, FlowEdge[]>();
  const outOf = new Map<string, FlowEdge[]>();
  for (const edge of edges) {
    byId.set(edge.id, edge);
    push(outOf, edge.from.node, edge);
    push(into, edge.to.node, edge);
  }
  return { byId, into, outOf };
}

function push(table: Map<string, FlowEdge[]>, key: string, edge: FlowEdge): void {
  const entry = table.get(key);
  if (entry) entry.push(edge);
  else table.set(key, [edge]);
}
