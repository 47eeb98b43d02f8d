// The flow document as the server keeps it (format `towpath.flow`, version 1).
// Everything is read-only: a change is a command (command.ts) that makes a new
// document and shares what stayed the same. Optional fields are left out when
// they hold their default, as the server leaves them out.

/** The `format` of every flow file. */
export const FORMAT = "towpath.flow";
/** The version of the file format this app reads and writes. */
export const FORMAT_VERSION = 1;
/** The name of the usual port. */
export const MAIN_PORT = "main";
/** The output port every node but triggers has: taken when the node fails, if wired. */
export const ERROR_PORT = "error";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [name: string]: Json };

/** A flow as drawn and as kept in a file. */
export type FlowDocument = {
  readonly format: string;
  readonly version: number;
  readonly name: string;
  readonly description?: string;
  readonly settings: FlowSettings;
  readonly nodes: readonly FlowNode[];
  /** In the order they were wired: joins append items in this order. */
  readonly edges: readonly FlowEdge[];
  readonly notes?: readonly FlowNote[];
};

/** How runs of a flow behave. */
export type FlowSettings = {
  readonly time_zone: string;
  readonly durability: "fast" | "durable" | "strict";
  readonly on_error: "stop" | "continue";
  readonly timeout_ms?: number;
  readonly error_flow?: string;
};

/** A block of a flow. */
export type FlowNode = {
  readonly id: string;
  readonly kind: string;
  readonly kind_version: number;
  /** Unique in the flow; expressions name the node by it. */
  readonly name: string;
  readonly position: Position;
  readonly parameters: JsonObject;
  /** Credential ids by slot. */
  readonly credentials?: Readonly<Record<string, string>>;
} & NodeOptions;

/** What every node can be told, whatever its kind. */
export type NodeOptions = {
  readonly join?: Join;
  readonly retry?: Retry;
  readonly timeout_ms?: number;
  readonly on_error?: OnError;
  readonly on_uncertain?: OnUncertain;
  readonly disabled?: boolean;
  readonly note?: string;
};

/** When a node with several arrows in may start. */
export type Join = { readonly rule?: JoinRule; readonly timeout_ms?: number };
export type JoinRule =
  | "all"
  | "all_required"
  | "any"
  | { readonly first: number }
  | { readonly specific: readonly string[] };

/** How a node's failures are tried again; only transient ones are. */
export type Retry = { readonly maximum: number; readonly delays_ms: readonly number[] };
/** The policy of a node that names none. */
export const DEFAULT_RETRY: Retry = {
  maximum: 3,
  delays_ms: [1_000, 5_000, 15_000, 60_000, 300_000],
};

/** What a failure does when the error port is not wired. */
export type OnError = "flow" | "stop" | "continue";
/** What happens when a crash leaves it unknown whether the effect took place. */
export type OnUncertain = "retry" | "ask" | "skip" | "fail";

/** A point on the canvas, in canvas units from the top left. */
export type Position = { readonly x: number; readonly y: number };

/** An arrow from a node's output port to a node's input port. */
export type FlowEdge = { readonly id: string; readonly from: PortRef; readonly to: PortRef };

/** A port of a node. */
export type PortRef = { readonly node: string; readonly port: string };

/** A note stuck on the canvas. */
export type FlowNote = {
  readonly id: string;
  /** Markdown. */
  readonly text: string;
  readonly position: Position;
  readonly width: number;
  readonly height: number;
};

/** An empty flow of this name. */
export function emptyFlow(name: string, time_zone = "UTC"): FlowDocument {
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    name,
    settings: { time_zone, durability: "durable", on_error: "stop" },
    nodes: [],
    edges: [],
  };
}
