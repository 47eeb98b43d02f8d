// Copying and pasting nodes as JSON. A whole flow can be pasted into another.

import { type AddCommand, all, type Command } from "./command";
import {
  type FlowDocument,
  type FlowEdge,
  type FlowGroup,
  type FlowNode,
  type FlowNote,
  FORMAT,
  type Join,
  type Json,
  type Position,
} from "./document";
import type { MakeId } from "./edit";
import { onGrid } from "./geometry";
import { freeName, takenNames } from "./names";
import { normalDocument } from "./normal";
import { renameInNode } from "./references";
import { withInside } from "./tree";

/** The `format` of copied nodes. */
export const CLIPBOARD_FORMAT = "towpath.clipboard";

export type Clipping = {
  readonly format: typeof CLIPBOARD_FORMAT;
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly notes?: readonly FlowNote[];
  readonly groups?: readonly FlowGroup[];
  /** What nodes give in tests instead of being performed. */
  readonly pinned?: Readonly<Record<string, readonly Json[]>>;
};

/**
 * The nodes and notes with these ids, with what stands in them, the arrows
 * between them, and the groups that are whole.
 */
export function copy(document: FlowDocument, chosen: ReadonlySet<string>): Clipping {
  const ids = withInside(document, chosen);
  const nodes = document.nodes
    .filter((node) => ids.has(node.id))
    .map((node) => inClipping(node, ids));
  const notes = (document.notes ?? []).filter((note) => ids.has(note.id));
  const groups = (document.groups ?? []).filter((group) => group.nodes.every((id) => ids.has(id)));
  const edges = document.edges.filter(({ from, to }) => ids.has(from.node) && ids.has(to.node));
  return {
    format: CLIPBOARD_FORMAT,
    nodes,
    edges,
    ...(notes.length > 0 ? { notes } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...pinnedOf(document, nodes),
  };
}

/** What a copied text holds, or why it cannot be pasted. */
export function readClipping(text: string): { clipping: Clipping } | { refusal: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refusal: "The clipboard holds no nodes. Copy nodes or a flow first." };
  }
  const { format, connections } = (value ?? {}) as Record<string, unknown>;
  if (format !== CLIPBOARD_FORMAT && format !== FORMAT) {
    return {
      refusal: connections
        ? "This is a workflow of another tool. Paste it on the canvas to bring it over."
        : "This JSON is neither a flow nor copied nodes.",
    };
  }
  const flow = normalDocument(value);
  const { nodes, edges, notes, groups } = flow;
  const isWhole = nodes.every((node) => node.id && node.kind);
  if (!isWhole || nodes.length + (notes?.length ?? 0) === 0) {
    return { refusal: "There are no nodes in what was copied." };
  }
  const rest = {
    ...(notes ? { notes } : {}),
    ...(groups ? { groups } : {}),
    ...pinnedOf(flow, nodes),
  };
  return { clipping: { format: CLIPBOARD_FORMAT, nodes, edges, ...rest } };
}

/** What a paste adds, and the command that adds it. */
export type Pasted = { readonly command: Command; readonly added: AddCommand };

/** Adds a clipping with fresh ids and names, its top left at `at`, perhaps into a box. */
export function paste(
  document: FlowDocument,
  clipping: Clipping,
  at: Position,
  makeId: MakeId,
  box?: string,
): Pasted {
  const notes = clipping.notes ?? [];
  const ids = new Map<string, string>();
  for (const node of clipping.nodes) ids.set(node.id, makeId("node"));
  const edgeIds = new Map(clipping.edges.map((edge) => [edge.id, makeId("edge")]));
  const shift = shiftTo(at, [...clipping.nodes, ...notes]);
  const renames = freshNames(document, clipping.nodes);
  const nodes = clipping.nodes.map((node) => {
    const { parent: old, ...rest } = renameInNode(node, renames);
    const parent = old === undefined ? box : (ids.get(old) ?? box);
    return {
      ...rest,
      ...(node.join ? { join: joinWith(node.join, edgeIds) } : {}),
      id: ids.get(node.id) ?? node.id,
      name: renames.get(node.name) ?? node.name,
      ...(parent === undefined ? {} : { parent }),
      position: shift(node.position),
    };
  });
  const edges = clipping.edges.flatMap((edge) => {
    const [from, to] = [ids.get(edge.from.node), ids.get(edge.to.node)];
    if (from === undefined || to === undefined) return [];
    const ends = { from: { ...edge.from, node: from }, to: { ...edge.to, node: to } };
    return [{ id: edgeIds.get(edge.id) ?? makeId("edge"), ...ends }];
  });
  const pasted = notes.map((note) => ({
    ...note,
    id: makeId("note"),
    position: shift(note.position),
  }));
  const added: AddCommand = { type: "add", nodes, edges, notes: pasted };
  const groups = (clipping.groups ?? []).map((group) => ({
    ...group,
    id: makeId("group"),
    nodes: group.nodes.flatMap((id) => ids.get(id) ?? []),
  }));
  const pins = Object.entries(clipping.pinned ?? {}).flatMap(([id, items]): Command[] => {
    const node = ids.get(id);
    return node === undefined ? [] : [{ type: "set_pinned", node, items }];
  });
  const set: Command[] =
    groups.length === 0
      ? []
      : [{ type: "set_groups", groups: [...(document.groups ?? []), ...groups] }];
  const more = [...set, ...pins];
  return { added, command: more.length === 0 ? added : all(added, ...more) };
}

/** What these nodes are pinned to. */
function pinnedOf({ pinned = {} }: FlowDocument, nodes: readonly FlowNode[]) {
  const entries = nodes.flatMap(({ id }) => (pinned[id] ? [[id, pinned[id]] as const] : []));
  return entries.length > 0 ? { pinned: Object.fromEntries(entries) } : {};
}

/** A node whose box was not copied stands in none. */
function inClipping(node: FlowNode, ids: ReadonlySet<string>): FlowNode {
  if (node.parent === undefined || ids.has(node.parent)) return node;
  const { parent: _, ...rest } = node;
  return rest;
}

function freshNames(
  document: FlowDocument,
  nodes: readonly FlowNode[],
): ReadonlyMap<string, string> {
  const taken = takenNames(document);
  const renames = new Map<string, string>();
  for (const node of nodes) {
    const name = freeName(node.name, taken);
    taken.add(name);
    if (name !== node.name) renames.set(node.name, name);
  }
  return renames;
}

function shiftTo(at: Position, things: readonly { readonly position: Position }[]) {
  const left = Math.min(...things.map(({ position }) => position.x));
  const top = Math.min(...things.map(({ position }) => position.y));
  return ({ x, y }: Position) => onGrid({ x: x - left + at.x, y: y - top + at.y });
}

function joinWith(join: Join, edgeIds: ReadonlyMap<string, string>): Join {
  const { rule } = join;
  if (typeof rule !== "object" || !("specific" in rule)) return join;
  const specific = rule.specific.flatMap((id) => edgeIds.get(id) ?? []);
  return { ...join, rule: specific.length > 0 ? { specific } : "all" };
}
