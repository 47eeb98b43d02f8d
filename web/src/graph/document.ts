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
  /** What blocks give in tests instead of being performed: the data of the items. */
  readonly pinned?: Readonly<Record<string, readonly Json[]>>;
  readonly notes?: readonly FlowNote[];
  readonly groups?: readonly FlowGroup[];
};

/** What becomes of a run that a limit does not let begin. */
export type WhenFull = "wait" | "refuse" | "skip";

/** How many runs may be under way at once, counted for each value of `key`. */
export type FlowConcurrency = {
  readonly at_once: number;
  readonly key?: string;
  readonly when_full?: WhenFull;
};

/** How many runs may begin in a time, counted for each value of `key`. */
export type FlowRate = {
  readonly runs: number;
  readonly per_ms: number;
  readonly key?: string;
  readonly when_full?: WhenFull;
};

/** How runs of a flow behave. */
export type FlowSettings = {
  readonly time_zone: string;
  readonly durability: "fast" | "durable" | "strict";
  readonly on_error: "stop" | "continue";
  readonly timeout_ms?: number;
  /** How many runs may be under way at once. */
  readonly concurrency?: FlowConcurrency;
  /** How many runs may begin in a time. */
  readonly rate?: FlowRate;
  readonly error_flow?: string;
  /** When a run fails, what its blocks did is undone. */
  readonly compensate?: boolean;
  /** What cannot be evaluated gives nothing instead of an error. */
  readonly lenient_expressions?: boolean;
  /** An arrow along which no item goes counts as skipped. */
  readonly skip_empty?: boolean;
  /** The flow can be published only while all of its tests pass. */
  readonly tests_must_pass?: boolean;
};

/** A block of a flow. */
export type FlowNode = {
  readonly id: string;
  readonly kind: string;
  readonly kind_version: number;
  /** Unique in the flow; expressions name the node by it. */
  readonly name: string;
  /** The box the node stands in; left out: the flow itself. */
  readonly parent?: string;
  /** Where it stands on the canvas, whatever box it is in. */
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
  /** The block that undoes what this one did. */
  readonly compensate_with?: string;
  readonly on_uncertain?: OnUncertain;
  /** Where it gives no item at its first port, it gives an empty one. */
  readonly always_output?: boolean;
  /** It sees only the first item of each input. */
  readonly once?: boolean;
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
export type Retry = {
  readonly maximum: number;
  readonly delays_ms: readonly number[];
  /** The errors that are tried again. */
  readonly on?: readonly RetryClass[];
  /** Errors that are tried again in a way of their own. */
  readonly classes?: { readonly [name in RetryClass]?: RetryStrategy };
  readonly spread_percent?: number;
};
export type RetryClass =
  | "transient"
  | "rate_limited"
  | "timeout"
  | "network"
  | "server"
  | "permanent"
  | "authentication"
  | "invalid";
export type RetryStrategy = { readonly maximum?: number; readonly delays_ms?: readonly number[] };
/** The policy of a node that names none. */
export const DEFAULT_RETRY: Retry = {
  maximum: 3,
  delays_ms: [1_000, 5_000, 15_000, 60_000, 300_000],
};

/** What a failure does when the error port is not wired. */
export type OnError = "flow" | "stop" | "continue" | "pass_on";
/** What happens when a crash leaves it unknown whether the effect took place. */
export type OnUncertain = "retry" | "look_up" | "ask" | "skip" | "fail";

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

/** Nodes drawn in a coloured frame, or folded into one card. Runs take no notice of it. */
export type FlowGroup = {
  readonly id: string;
  readonly label: string;
  /** One of GROUP_COLOURS; left out: the first. */
  readonly colour?: string;
  readonly nodes: readonly string[];
  readonly collapsed?: boolean;
};

/** The colours a group can have, by name. */
export const GROUP_COLOURS = ["grey", "green", "blue", "violet", "orange", "red"] as const;
export type GroupColour = (typeof GROUP_COLOURS)[number];

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
