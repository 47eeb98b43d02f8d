// Every change of a flow document is one of these records. `apply` (apply.ts)
// performs it and answers with its inverse, so that undo, autosave, the canvas,
// the panel and the keyboard all work the same way.

import type {
  FlowDocument,
  FlowEdge,
  FlowGroup,
  FlowNode,
  FlowNote,
  FlowSettings,
  Json,
  JsonObject,
  NodeOptions,
  Position,
} from "./document";

export type Command =
  | AddCommand
  | RemoveCommand
  | MoveCommand
  | { readonly type: "rename_node"; readonly node: string; readonly name: string }
  | { readonly type: "set_parameters"; readonly node: string; readonly parameters: JsonObject }
  | SetOptionsCommand
  | {
      readonly type: "set_credential";
      readonly node: string;
      readonly slot: string;
      /** Null takes the credential away. */
      readonly credential: string | null;
    }
  | { readonly type: "connect"; readonly edge: FlowEdge }
  | { readonly type: "disconnect"; readonly edge: string }
  | {
      readonly type: "set_note";
      readonly note: string;
      readonly changes: Partial<Omit<FlowNote, "id">>;
    }
  | SetParentsCommand
  /** What a node gives in tests instead of being performed; null: it is performed. */
  | { readonly type: "set_pinned"; readonly node: string; readonly items: readonly Json[] | null }
  | { readonly type: "set_groups"; readonly groups: readonly FlowGroup[] }
  | { readonly type: "set_settings"; readonly settings: FlowSettings }
  | {
      readonly type: "set_flow";
      readonly name?: string;
      /** Null takes the description away. */
      readonly description?: string | null;
    }
  | ReplaceCommand
  /** Puts a whole document in the place of this one: an earlier version. */
  | { readonly type: "set_document"; readonly document: FlowDocument }
  | { readonly type: "all"; readonly commands: readonly Command[] };

/** Adds nodes, arrows and notes: a new node, a paste, the undoing of a removal. */
export type AddCommand = {
  readonly type: "add";
  readonly nodes?: readonly FlowNode[];
  readonly edges?: readonly FlowEdge[];
  readonly notes?: readonly FlowNote[];
  /** Where in their lists the things shall stand afterwards, ascending; at the end if left out. */
  readonly places?: Places;
};

export type Places = {
  readonly nodes?: readonly number[];
  readonly edges?: readonly number[];
  readonly notes?: readonly number[];
};

/** Puts other contents in the place of the nodes and arrows with these ids. */
export type ReplaceCommand = {
  readonly type: "replace";
  readonly nodes?: readonly FlowNode[];
  readonly edges?: readonly FlowEdge[];
};

/** Removes nodes with their arrows, single arrows, and notes, by id. */
export type RemoveCommand = {
  readonly type: "remove";
  readonly nodes?: readonly string[];
  readonly edges?: readonly string[];
  readonly notes?: readonly string[];
};

/** Puts nodes and notes, by id, somewhere else. */
export type MoveCommand = {
  readonly type: "move";
  readonly nodes?: Readonly<Record<string, Position>>;
  readonly notes?: Readonly<Record<string, Position>>;
};

/** Changes what every node can be told; `null` puts an option back to its default. */
export type SetOptionsCommand = {
  readonly type: "set_options";
  readonly node: string;
  readonly options: { readonly [Option in keyof NodeOptions]?: NodeOptions[Option] | null };
};

/** Puts nodes into boxes, by id; null: onto the flow itself. Where they stand does not change. */
export type SetParentsCommand = {
  readonly type: "set_parents";
  readonly parents: Readonly<Record<string, string | null>>;
};

/** Several commands as one step of the history. */
export function all(...commands: readonly Command[]): Command {
  const [first] = commands;
  return commands.length === 1 && first ? first : { type: "all", commands };
}
