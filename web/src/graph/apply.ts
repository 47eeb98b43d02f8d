// Performs commands. A command that names something that is not there changes
// nothing, so that a late command from a panel or another person does no harm.

import {
  type AddCommand,
  all,
  type Command,
  type MoveCommand,
  type Places,
  type RemoveCommand,
  type ReplaceCommand,
  type SetOptionsCommand,
  type SetParentsCommand,
} from "./command";
import type { FlowDocument, FlowGroup, FlowNode, FlowNote, Json, NodeOptions } from "./document";
import { edgeTable, nodeOf, nodesById } from "./look-up";
import { normalOptions } from "./normal";
import { renameInNode } from "./references";
import { isInside } from "./tree";

/** A document after a command, and the command that takes it back. */
export type Applied = { readonly document: FlowDocument; readonly inverse: Command };

/** Performs a command. */
export function apply(document: FlowDocument, command: Command): Applied {
  switch (command.type) {
    case "add":
      return add(document, command);
    case "remove":
      return remove(document, command);
    case "move":
      return move(document, command);
    case "rename_node":
      return renameNode(document, command.node, command.name);
    case "set_parameters":
      return changeNode(document, command.node, (node) => ({
        node: { ...node, parameters: command.parameters },
        inverse: { ...command, parameters: node.parameters },
      }));
    case "set_options":
      return changeNode(document, command.node, (node) => setOptions(node, command.options));
    case "set_credential":
      return changeNode(document, command.node, (node) =>
        setCredential(node, command.slot, command.credential),
      );
    case "connect":
      return add(document, { type: "add", edges: [command.edge] });
    case "disconnect":
      return remove(document, { type: "remove", edges: [command.edge] });
    case "set_note":
      return setNote(document, command.note, command.changes);
    case "set_parents":
      return setParents(document, command);
    case "set_pinned":
      return setPinned(document, command.node, command.items);
    case "set_groups":
      return {
        document: withGroups(document, command.groups),
        inverse: { type: "set_groups", groups: document.groups ?? [] },
      };
    case "set_settings":
      return {
        document: { ...document, settings: command.settings },
        inverse: { type: "set_settings", settings: document.settings },
      };
    case "set_flow":
      return setFlow(document, command.name, command.description);
    case "replace":
      return replace(document, command);
    case "set_document":
      return { document: command.document, inverse: { type: "set_document", document } };
    case "all":
      return applyAll(document, command.commands);
  }
}

function applyAll(document: FlowDocument, commands: readonly Command[]): Applied {
  const inverses: Command[] = [];
  let current = document;
  for (const command of commands) {
    const applied = apply(current, command);
    current = applied.document;
    inverses.unshift(applied.inverse);
  }
  return { document: current, inverse: all(...inverses) };
}

function add(document: FlowDocument, command: AddCommand): Applied {
  const nodes = placed(document.nodes, command.nodes, command.places?.nodes);
  const edges = placed(document.edges, command.edges, command.places?.edges);
  const notes = placed(document.notes ?? [], command.notes, command.places?.notes);
  if (nodes.added.length + edges.added.length + notes.added.length === 0)
    return unchanged(document);
  const changed = { ...document, nodes: nodes.list, edges: edges.list };
  return {
    document: notes.added.length > 0 ? { ...changed, notes: notes.list } : changed,
    inverse: { type: "remove", nodes: nodes.added, edges: edges.added, notes: notes.added },
  };
}

/** The list with the new things in their places; those whose id is taken stay out. */
function placed<Thing extends { readonly id: string }>(
  list: readonly Thing[],
  things: readonly Thing[] | undefined,
  places: readonly number[] | undefined,
): { list: readonly Thing[]; added: readonly string[] } {
  if (!things || things.length === 0) return { list, added: [] };
  const taken = new Set(list.map((thing) => thing.id));
  const next: Thing[] = places ? [] : [...list];
  const added: string[] = [];
  let old = 0;
  for (const [index, thing] of things.entries()) {
    if (taken.has(thing.id)) continue;
    taken.add(thing.id);
    added.push(thing.id);
    const place = places?.[index] ?? Number.POSITIVE_INFINITY;
    if (places) while (next.length < place && old < list.length) next.push(list[old++] as Thing);
    next.push(thing);
  }
  if (places) next.push(...list.slice(old));
  return { list: next, added };
}

function remove(document: FlowDocument, command: RemoveCommand): Applied {
  const nodes = taken(document.nodes, new Set(command.nodes));
  const gone = new Set(nodes.things.map((node) => node.id));
  const edges = taken(document.edges, edgesToRemove(document, command, gone));
  const notes = taken(document.notes ?? [], new Set(command.notes));
  if (gone.size + edges.things.length + notes.things.length === 0) return unchanged(document);
  const places: Places = { nodes: nodes.places, edges: edges.places, notes: notes.places };
  const changed = { ...document, nodes: nodes.list, edges: edges.list };
  return {
    document: notes.things.length > 0 ? withNotes(changed, notes.list) : changed,
    inverse: { type: "add", nodes: nodes.things, edges: edges.things, notes: notes.things, places },
  };
}

function edgesToRemove(
  document: FlowDocument,
  command: RemoveCommand,
  nodes: ReadonlySet<string>,
): ReadonlySet<string> {
  const ids = new Set(command.edges);
  const { into, outOf } = edgeTable(document);
  for (const node of nodes) {
    for (const edge of into.get(node) ?? []) ids.add(edge.id);
    for (const edge of outOf.get(node) ?? []) ids.add(edge.id);
  }
  return ids;
}

/** Takes the things with these ids out of a list and remembers where they stood. */
function taken<Thing extends { readonly id: string }>(
  list: readonly Thing[],
  ids: ReadonlySet<string>,
): { list: readonly Thing[]; things: readonly Thing[]; places: readonly number[] } {
  if (ids.size === 0) return { list, things: [], places: [] };
  const rest: Thing[] = [];
  const things: Thing[] = [];
  const places: number[] = [];
  list.forEach((thing, index) => {
    if (!ids.has(thing.id)) rest.push(thing);
    else {
      things.push(thing);
      places.push(index);
    }
  });
  return { list: things.length > 0 ? rest : list, things, places };
}

function move(document: FlowDocument, command: MoveCommand): Applied {
  const nodes = moved(document.nodes, command.nodes);
  const notes = moved(document.notes ?? [], command.notes);
  const count = Object.keys(nodes.before).length + Object.keys(notes.before).length;
  if (count === 0) return unchanged(document);
  const changed = { ...document, nodes: nodes.list };
  return {
    document: document.notes ? { ...changed, notes: notes.list } : changed,
    inverse: { type: "move", nodes: nodes.before, notes: notes.before },
  };
}

function moved<Thing extends FlowNode | FlowNote>(
  list: readonly Thing[],
  positions: MoveCommand["nodes"],
): { list: readonly Thing[]; before: NonNullable<MoveCommand["nodes"]> } {
  if (!positions) return { list, before: {} };
  const before: Record<string, Thing["position"]> = {};
  const next = list.map((thing) => {
    const position = Object.hasOwn(positions, thing.id) ? positions[thing.id] : undefined;
    if (!position) return thing;
    before[thing.id] = thing.position;
    return { ...thing, position };
  });
  return { list: next, before };
}

function renameNode(document: FlowDocument, id: string, name: string): Applied {
  const node = nodeOf(document, id);
  if (!node || node.name === name) return unchanged(document);
  const renames = new Map([[node.name, name]]);
  // A second node of the same name keeps its references: nobody can say whose they are.
  const isShared = document.nodes.some((other) => other.id !== id && other.name === node.name);
  const nodes = document.nodes
    .filter((other) => other.id === id || !isShared)
    .map((other) => {
      const rewritten = isShared ? other : renameInNode(other, renames);
      return other.id === id ? { ...rewritten, name } : rewritten;
    })
    .filter((other) => other !== nodesById(document).get(other.id));
  return replace(document, { type: "replace", nodes });
}

function changeNode(
  document: FlowDocument,
  id: string,
  change: (node: FlowNode) => { node: FlowNode; inverse: Command },
): Applied {
  const node = nodeOf(document, id);
  if (!node) return unchanged(document);
  const changed = change(node);
  const nodes = document.nodes.with(document.nodes.indexOf(node), changed.node);
  return { document: { ...document, nodes }, inverse: changed.inverse };
}

function setOptions(node: FlowNode, options: SetOptionsCommand["options"]) {
  const { join, retry, timeout_ms, on_error, on_uncertain, disabled, note, ...others } = node;
  const { always_output, once, compensate_with, ...rest } = others;
  const failing = { retry, timeout_ms, on_error, on_uncertain, compensate_with };
  const before: NodeOptions = { join, ...failing, always_output, once, disabled, note };
  const after = { ...before, ...options } as NodeOptions;
  const names = Object.keys(options) as (keyof NodeOptions)[];
  const inverse: Command = {
    type: "set_options",
    node: node.id,
    options: Object.fromEntries(names.map((name) => [name, before[name] ?? null])),
  };
  return { node: { ...rest, ...normalOptions(after) }, inverse };
}

function setCredential(node: FlowNode, slot: string, credential: string | null) {
  const { credentials, ...rest } = node;
  const { [slot]: before, ...others } = credentials ?? {};
  const after = credential === null ? others : { ...others, [slot]: credential };
  const isEmpty = Object.keys(after).length === 0;
  const inverse: Command = {
    type: "set_credential",
    node: node.id,
    slot,
    credential: before ?? null,
  };
  return { node: isEmpty ? rest : { ...rest, credentials: after }, inverse };
}

/**
 * A node whose new box stands in the node itself stays where it is. A box that is
 * not there is taken: undoing goes back to documents that lack one.
 */
function setParents(document: FlowDocument, { parents }: SetParentsCommand): Applied {
  const before: Record<string, string | null> = {};
  let nodes = document.nodes;
  for (const [id, parent] of Object.entries(parents)) {
    const now = { ...document, nodes };
    const node = nodeOf(now, id);
    if (!node || (node.parent ?? null) === parent) continue;
    if (parent !== null && isInside(now, parent, id)) continue;
    before[id] = node.parent ?? null;
    const { parent: _, ...rest } = node;
    nodes = nodes.with(nodes.indexOf(node), parent === null ? rest : { ...rest, parent });
  }
  if (nodes === document.nodes) return unchanged(document);
  // Back in the opposite order: a box may have been moved into what stood in it.
  const inverse = Object.fromEntries(Object.entries(before).reverse());
  return {
    document: { ...document, nodes },
    inverse: { type: "set_parents", parents: inverse },
  };
}

function setNote(document: FlowDocument, id: string, changes: Partial<FlowNote>): Applied {
  const notes = document.notes ?? [];
  const note = notes.find((other) => other.id === id);
  if (!note) return unchanged(document);
  const { id: _, ...before } = note;
  return {
    document: { ...document, notes: notes.with(notes.indexOf(note), { ...note, ...changes, id }) },
    inverse: { type: "set_note", note: id, changes: before },
  };
}

function setPinned(document: FlowDocument, node: string, items: readonly Json[] | null): Applied {
  const { pinned = {}, ...rest } = document;
  const { [node]: before, ...others } = pinned;
  const after = items === null ? others : { ...others, [node]: items };
  return {
    document: Object.keys(after).length > 0 ? { ...rest, pinned: after } : rest,
    inverse: { type: "set_pinned", node, items: before ?? null },
  };
}

function setFlow(document: FlowDocument, name?: string, description?: string | null): Applied {
  const { description: before, ...rest } = document;
  const after = description === undefined ? before : description || undefined;
  return {
    document: { ...rest, name: name ?? document.name, ...(after ? { description: after } : {}) },
    inverse: { type: "set_flow", name: document.name, description: before ?? null },
  };
}

function replace(document: FlowDocument, command: ReplaceCommand): Applied {
  const nodes = replaced(document.nodes, command.nodes);
  const edges = replaced(document.edges, command.edges);
  if (nodes.before.length + edges.before.length === 0) return unchanged(document);
  return {
    document: { ...document, nodes: nodes.list, edges: edges.list },
    inverse: { type: "replace", nodes: nodes.before, edges: edges.before },
  };
}

function replaced<Thing extends { readonly id: string }>(
  list: readonly Thing[],
  things: readonly Thing[] | undefined,
): { list: readonly Thing[]; before: readonly Thing[] } {
  if (!things || things.length === 0) return { list, before: [] };
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const before: Thing[] = [];
  const next = list.map((thing) => {
    const other = byId.get(thing.id);
    if (!other) return thing;
    before.push(thing);
    return other;
  });
  return { list: next, before };
}

function withNotes(document: FlowDocument, notes: readonly FlowNote[]): FlowDocument {
  if (notes.length > 0) return { ...document, notes };
  const { notes: _, ...rest } = document;
  return rest;
}

function withGroups(document: FlowDocument, groups: readonly FlowGroup[]): FlowDocument {
  if (groups.length > 0) return { ...document, groups };
  const { groups: _, ...rest } = document;
  return rest;
}

function unchanged(document: FlowDocument): Applied {
  return { document, inverse: all() };
}
