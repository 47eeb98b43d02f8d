// What the server says of a node kind, and the ports a node of it has.

import { ERROR_PORT, type FlowNode, type JsonObject } from "./document";

/** A kind of node, as `GET /api/v1/kinds` lists it. */
export type Kind = {
  readonly name: string;
  readonly version: number;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** Markdown. */
  readonly docs: string;
  readonly group: string;
  /** SVG text drawn in `currentColor`. */
  readonly icon: string;
  readonly colour?: string | null;
  readonly role: "trigger" | "action";
  readonly weight: "light" | "heavy";
  readonly inputs: Ports;
  readonly outputs: Ports;
  /** JSON Schema (2020-12) of the parameters, with the `x-` extras. */
  readonly parameters: JsonObject;
  readonly credentials: readonly CredentialSlot[];
  readonly keywords: readonly string[];
  /** Whether it does something outside that cannot be taken back. */
  readonly effect: boolean;
  /** Whether the other side can be asked if its effect took place. */
  readonly looks_up?: boolean;
  /** Whether it only stands for something that does not exist here; nobody adds one. */
  readonly inert?: boolean;
  /** How it sends messages, if it does: the parameters that say to whom and about what. */
  readonly message?: {
    readonly channel: "email" | "sms";
    readonly to: string;
    readonly subject?: string;
  };
  /** What it does with a body of its own, or with another flow; left out: it is no box. */
  readonly container?: Container | null;
};

/** What a container does with its body; a sub-flow's body is another flow. */
export type Container = "for_each" | "while" | "try" | "race" | "sub_flow";

/** Whether nodes can stand in nodes of this kind. */
export function isBoxKind(kind: Kind | undefined): boolean {
  return kind?.container != null && kind.container !== "sub_flow";
}

/** A credential a kind can use. */
export type CredentialSlot = {
  readonly slot: string;
  readonly credential: string;
  readonly required: boolean;
};

/** The ports of one side of a kind. */
export type Ports =
  | { readonly ports: "fixed"; readonly list: readonly Port[] }
  | {
      readonly ports: "per_entry";
      readonly parameter: string;
      readonly prefix: string;
      readonly then: readonly Port[];
    }
  | {
      readonly ports: "count";
      readonly parameter: string;
      readonly prefix: string;
      readonly default: number;
    };

/** A port: its name in edges and its text on screen. */
export type Port = { readonly name: string; readonly label: string };

/** The ports of one node; `error` apart, because it is drawn apart. */
export type NodePorts = {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** The implicit port every action has. */
  readonly error: Port | undefined;
};

const PORTS_MAXIMUM = 64;
const NO_PORTS: NodePorts = { inputs: [], outputs: [], error: undefined };

/** The ports a node with these parameters has on one side. */
export function portsOf(ports: Ports, parameters: JsonObject): readonly Port[] {
  if (ports.ports === "fixed") return ports.list;
  if (ports.ports === "per_entry") {
    const entries = parameters[ports.parameter];
    const list = Array.isArray(entries) ? entries.slice(0, PORTS_MAXIMUM) : [];
    const perEntry = list.map((entry, index) => ({
      name: `${ports.prefix}${index}`,
      label: entryLabel(entry) || String(index + 1),
    }));
    return [...perEntry, ...ports.then];
  }
  const given = parameters[ports.parameter];
  const isCount = typeof given === "number" && Number.isInteger(given) && given >= 0;
  const count = Math.min(isCount ? given : ports.default, PORTS_MAXIMUM);
  return Array.from({ length: count }, (_, index) => ({
    name: `${ports.prefix}${index}`,
    label: String(index + 1),
  }));
}

/** All ports of a node of this kind. Of an unknown kind nothing is known. */
export function nodePorts(kind: Kind | undefined, parameters: JsonObject): NodePorts {
  if (!kind) return NO_PORTS;
  return {
    inputs: kind.role === "trigger" ? [] : portsOf(kind.inputs, parameters),
    outputs: portsOf(kind.outputs, parameters),
    error: kind.role === "action" ? { name: ERROR_PORT, label: "error" } : undefined,
  };
}

/** Kinds by name, newest version first, for quick look-up. */
export class Kinds {
  readonly all: readonly Kind[];
  private readonly byKey = new Map<string, Kind>();

  constructor(all: readonly Kind[]) {
    this.all = all;
    for (const kind of all) {
      this.byKey.set(`${kind.name}@${kind.version}`, kind);
      const newest = this.byKey.get(kind.name);
      if (!newest || newest.version < kind.version) this.byKey.set(kind.name, kind);
    }
  }

  /** The newest version of the kind of this name. */
  named(name: string): Kind | undefined {
    return this.byKey.get(name);
  }

  /** The kind of a node, in exactly its version. */
  of(node: Pick<FlowNode, "kind" | "kind_version">): Kind | undefined {
    return this.byKey.get(`${node.kind}@${node.kind_version}`);
  }
}

/** The kinds that run a flow and start one that is run: the catalog's, if it has both. */
export function subFlowKinds(kinds: Kinds): { runs: Kind; starts: Kind } | undefined {
  const runs = kinds.all.find(({ container }) => container === "sub_flow");
  const starts = runs && kinds.named(`${runs.name}_trigger`);
  return runs && starts ? { runs, starts } : undefined;
}

function entryLabel(entry: unknown): string {
  const label = (entry as { label?: unknown } | null)?.label;
  return typeof label === "string" ? label : "";
}
