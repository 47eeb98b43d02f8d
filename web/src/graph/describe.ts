// Says in words what is drawn, for screen readers and the outline.

import type { FlowDocument, FlowEdge, FlowNode } from "./document";
import { ERROR_PORT } from "./document";
import { isBoxKind, type Kinds, nodePorts } from "./kind";
import { edgesInto, edgesOutOf, nodesById } from "./look-up";
import type { Problem } from "./problem";
import { childrenOf, parentOf } from "./tree";

/** How a node stands in a run. */
export type NodeState =
  | "idle"
  | "held"
  | "running"
  | "retrying"
  | "waiting"
  | "in_doubt"
  | "done"
  | "failed"
  | "skipped"
  | "cancelled";

/** How an arrow stands in a run, and how many items went along it. */
export type EdgeCount = { readonly state: "pending" | "taken" | "skipped"; readonly items: number };
export type EdgeCounts = Readonly<Record<string, EdgeCount>>;

/** What is known of a node beside the drawing. */
export type NodeFacts = {
  readonly state?: NodeState | undefined;
  readonly counts?: EdgeCounts | undefined;
  readonly problems?: readonly Problem[] | undefined;
  /** Whether it is a box that is drawn as one card. */
  readonly isFolded?: boolean;
  /** Which iteration of a loop is shown. */
  readonly page?: { readonly shown: number; readonly total: number } | undefined;
};

/** Name, kind, connections, state, items and problems of a node, as sentences. */
export function describeNode(
  document: FlowDocument,
  kinds: Kinds,
  node: FlowNode,
  facts: NodeFacts = {},
): string {
  const kind = kinds.of(node);
  const title = kind?.title ?? "Unknown kind of node";
  return [
    `${node.name}${title === node.name ? "" : `, ${title}`}${node.disabled ? ", disabled" : ""}.`,
    describeBox(document, kinds, node, facts.isFolded ?? false),
    describeArrows(document, kinds, node),
    facts.page ? `Shows iteration ${facts.page.shown + 1} of ${facts.page.total}.` : "",
    facts.state && facts.state !== "idle" ? `${stateTitle(facts.state)}.` : "",
    describeItems(document, kinds, node, facts.counts ?? {}),
    describeProblems(facts.problems ?? []),
  ]
    .filter(Boolean)
    .join(" ");
}

/** Which box a node stands in, and what stands in it if it is one, as sentences. */
export function describeBox(
  document: FlowDocument,
  kinds: Kinds,
  node: FlowNode,
  isFolded: boolean,
): string {
  const box = parentOf(document, node.id);
  const count = childrenOf(document, node.id).length;
  const held = count === 0 ? "Empty box" : `Box with ${count === 1 ? "1 node" : `${count} nodes`}`;
  return [
    isBoxKind(kinds.of(node)) ? `${held}${isFolded ? ", folded" : ""}.` : "",
    box ? `In ${box.name}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** What leads to a node and what follows, as sentences. */
export function describeArrows(document: FlowDocument, kinds: Kinds, node: FlowNode): string {
  const before = edgesInto(document, node.id).map((edge) => endName(document, kinds, edge, "from"));
  const after = edgesOutOf(document, node.id).map((edge) => endName(document, kinds, edge, "to"));
  const isTrigger = kinds.of(node)?.role === "trigger";
  return [
    before.length > 0
      ? `After ${joined(before)}.`
      : isTrigger
        ? "Starts the flow."
        : parentOf(document, node.id)
          ? "Begins with what comes into the box."
          : "Nothing leads here.",
    after.length > 0
      ? `Leads to ${joined(after)}.`
      : parentOf(document, node.id)
        ? "What it gives leaves the box."
        : "Leads nowhere.",
  ].join(" ");
}

/** Where an arrow starts and ends, in words. */
export function describeEdge(document: FlowDocument, kinds: Kinds, edge: FlowEdge): string {
  const target = nodesById(document).get(edge.to.node)?.name ?? "a missing node";
  return `${endName(document, kinds, edge, "from")} to ${target}`;
}

/** How many items a run brought to a node and where they went on to, as sentences. */
export function describeItems(
  document: FlowDocument,
  kinds: Kinds,
  node: FlowNode,
  counts: EdgeCounts,
): string {
  const isTaken = ({ id }: FlowEdge) => counts[id]?.state === "taken";
  const into = edgesInto(document, node.id).filter(isTaken);
  const outOf = edgesOutOf(document, node.id).filter(isTaken);
  const came = into.reduce((sum, { id }) => sum + (counts[id]?.items ?? 0), 0);
  const went = outOf.map((edge) => {
    return `${itemsText(counts[edge.id]?.items ?? 0)} to ${endName(document, kinds, edge, "to")}`;
  });
  return [
    into.length > 0 ? `${itemsText(came)} came in.` : "",
    went.length > 0 ? `Went on: ${joined(went)}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** `1 item`, `3 items`. */
export function itemsText(items: number): string {
  return items === 1 ? "1 item" : `${items.toLocaleString("en")} items`;
}

/** The name of a state on screen. */
export function stateTitle(state: NodeState): string {
  const words = state.replace("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The label of the port an arrow starts at; empty for the usual one. */
export function portLabel(document: FlowDocument, kinds: Kinds, edge: FlowEdge): string {
  const source = nodesById(document).get(edge.from.node);
  if (!source) return "";
  if (edge.from.port === ERROR_PORT) return "on error";
  const { outputs } = nodePorts(kinds.of(source), source.parameters);
  if (outputs.length < 2) return "";
  return outputs.find((port) => port.name === edge.from.port)?.label ?? edge.from.port;
}

function endName(document: FlowDocument, kinds: Kinds, edge: FlowEdge, end: "from" | "to"): string {
  const name = nodesById(document).get(edge[end].node)?.name ?? "a missing node";
  const label = portLabel(document, kinds, edge);
  return label ? `${name} (${label})` : name;
}

function describeProblems(problems: readonly Problem[]): string {
  if (problems.length === 0) return "";
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return `${count}: ${problems.map((problem) => problem.message).join(" ")}`;
}

function joined(names: readonly string[]): string {
  return names.length > 1
    ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`
    : (names[0] ?? "");
}
