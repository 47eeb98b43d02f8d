// Groups: nodes that belong together for people. A node is in one group at most.

import type { Command } from "./command";
import type { FlowDocument, FlowGroup } from "./document";
import type { MakeId } from "./edit";
import { nodeOf } from "./look-up";

/** The group a node is in. */
export function groupOf(document: FlowDocument, node: string): FlowGroup | undefined {
  return document.groups?.find(({ nodes }) => nodes.includes(node));
}

/** Puts nodes into a new group; they leave those they were in. */
export function addGroup(
  document: FlowDocument,
  ids: ReadonlySet<string>,
  label: string,
  makeId: MakeId,
): Command {
  const nodes = [...ids].filter((id) => nodeOf(document, id));
  const rest = (document.groups ?? []).map((group) => without(group, ids));
  const group: FlowGroup = { id: makeId("group"), label, nodes };
  return { type: "set_groups", groups: [...rest.filter(hasNodes), group] };
}

/** Changes what is said of a group; a colour or fold that is the usual one is left out. */
export function changeGroup(
  document: FlowDocument,
  id: string,
  changes: Partial<Omit<FlowGroup, "id">>,
): Command {
  const groups = (document.groups ?? []).map((group) => {
    if (group.id !== id) return group;
    const { colour, collapsed, ...rest } = { ...group, ...changes };
    return { ...rest, ...(colour ? { colour } : {}), ...(collapsed ? { collapsed } : {}) };
  });
  return { type: "set_groups", groups: groups.filter(hasNodes) };
}

/** Takes groups away and leaves their nodes. */
export function removeGroups(document: FlowDocument, ids: ReadonlySet<string>): Command {
  const groups = (document.groups ?? []).filter(({ id }) => !ids.has(id));
  return { type: "set_groups", groups };
}

/** Puts a node into a group, or out of all. */
export function joinGroup(document: FlowDocument, node: string, id: string | undefined): Command {
  const groups = (document.groups ?? []).map((group) => {
    const rest = without(group, new Set([node]));
    return group.id === id ? { ...rest, nodes: [...rest.nodes, node] } : rest;
  });
  return { type: "set_groups", groups: groups.filter(hasNodes) };
}

function without(group: FlowGroup, ids: ReadonlySet<string>): FlowGroup {
  if (!group.nodes.some((id) => ids.has(id))) return group;
  return { ...group, nodes: group.nodes.filter((id) => !ids.has(id)) };
}

function hasNodes({ nodes }: FlowGroup): boolean {
  return nodes.length > 0;
}
