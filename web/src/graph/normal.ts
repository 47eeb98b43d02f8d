// Brings a document, or what somebody pasted as one, into the form the server
// writes: options that hold their default are left out. Two documents that mean
// the same are then equal field by field, and inverses are exact.

import {
  emptyFlow,
  type FlowDocument,
  type FlowEdge,
  type FlowGroup,
  type FlowNode,
  type FlowNote,
  type FlowSettings,
  type JsonObject,
  MAIN_PORT,
  type NodeOptions,
  type PortRef,
  type Position,
} from "./document";

/** The document in normal form; what is missing is filled in. */
export function normalDocument(given: unknown): FlowDocument {
  const raw = record(given);
  const empty = emptyFlow(text(raw.name) || "Untitled flow");
  const notes = list(raw.notes).map(normalNote);
  const groups = list(raw.groups).map(normalGroup);
  const pinned = record(raw.pinned) as NonNullable<FlowDocument["pinned"]>;
  return {
    ...empty,
    ...(text(raw.description) ? { description: text(raw.description) } : {}),
    settings: { ...empty.settings, ...(record(raw.settings) as Partial<FlowSettings>) },
    nodes: list(raw.nodes).map(normalNode),
    edges: list(raw.edges).map(normalEdge),
    ...(Object.keys(pinned).length > 0 ? { pinned } : {}),
    ...(notes.length > 0 ? { notes } : {}),
    ...(groups.length > 0 ? { groups } : {}),
  };
}

/** The node in normal form. */
export function normalNode(given: unknown): FlowNode {
  const raw = record(given);
  const credentials = record(raw.credentials) as Record<string, string>;
  return {
    id: text(raw.id),
    kind: text(raw.kind),
    kind_version: number(raw.kind_version, 1),
    name: text(raw.name),
    ...(text(raw.parent) ? { parent: text(raw.parent) } : {}),
    position: position(raw.position),
    parameters: record(raw.parameters) as JsonObject,
    ...(Object.keys(credentials).length > 0 ? { credentials } : {}),
    ...normalOptions(raw as NodeOptions),
  };
}

/** The options of a node without those that hold their default. */
export function normalOptions(options: NodeOptions): NodeOptions {
  const { join, retry, timeout_ms, on_error, on_uncertain, disabled, note } = options;
  const { always_output, once, compensate_with } = options;
  const isJoinDefault = !join || ((join.rule ?? "all") === "all" && join.timeout_ms == null);
  return {
    ...(isJoinDefault ? {} : { join }),
    ...(retry == null ? {} : { retry }),
    ...(timeout_ms == null ? {} : { timeout_ms }),
    ...(on_error == null || on_error === "flow" ? {} : { on_error }),
    ...(on_uncertain == null || on_uncertain === "retry" ? {} : { on_uncertain }),
    ...(compensate_with ? { compensate_with } : {}),
    ...(always_output ? { always_output } : {}),
    ...(once ? { once } : {}),
    ...(disabled ? { disabled } : {}),
    ...(note ? { note } : {}),
  };
}

function normalEdge(given: unknown): FlowEdge {
  const raw = record(given);
  return { id: text(raw.id), from: portRef(raw.from), to: portRef(raw.to) };
}

function portRef(given: unknown): PortRef {
  const raw = record(given);
  return { node: text(raw.node), port: text(raw.port) || MAIN_PORT };
}

function normalNote(given: unknown): FlowNote {
  const raw = record(given);
  return {
    id: text(raw.id),
    text: text(raw.text),
    position: position(raw.position),
    width: number(raw.width, 240),
    height: number(raw.height, 160),
  };
}

/** The group without what holds its default. */
export function normalGroup(given: unknown): FlowGroup {
  const raw = record(given);
  return {
    id: text(raw.id),
    label: text(raw.label),
    ...(text(raw.colour) ? { colour: text(raw.colour) } : {}),
    nodes: list(raw.nodes).map(text),
    ...(raw.collapsed === true ? { collapsed: true } : {}),
  };
}

function position(given: unknown): Position {
  const raw = record(given);
  return { x: number(raw.x, 0), y: number(raw.y, 0) };
}

function record(value: unknown): Record<string, unknown> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
