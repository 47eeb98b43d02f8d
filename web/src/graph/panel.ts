// What the editor page gives to the panel of a node. The panel is a feature of
// its own; `app/` hands it to the editor, so that neither imports the other.

import type { Command } from "./command";
import type { FlowDocument, FlowNode } from "./document";
import type { Kind } from "./kind";
import type { Problem } from "./problem";

export type NodePanelProps = {
  readonly workspace: string;
  readonly flow: string;
  readonly document: FlowDocument;
  readonly node: FlowNode;
  /** Undefined when this server does not know the node's kind. */
  readonly kind: Kind | undefined;
  /** The problems of this node. */
  readonly problems: readonly Problem[];
  readonly readOnly: boolean;
  readonly triggers: readonly FlowTrigger[];
  /** The steps of the editor, for what has a button of its own to take one back. */
  readonly history: {
    readonly canUndo: boolean;
    readonly canRedo: boolean;
    undo(): void;
    redo(): void;
  };
  onCommand(command: Command): void;
  onClose(): void;
  onOpenNode(id: string): void;
};

/** What the server says of a trigger of the flow: its address, or when it is due. */
export type FlowTrigger = {
  readonly node: string;
  readonly kind: string;
  /** Full address of a webhook. */
  readonly url?: string | null;
  /** Full address that runs the draft while the server listens for it. */
  readonly test_url?: string | null;
  /** When it starts the next run, in milliseconds since the epoch. */
  readonly next_at?: number | null;
  /** The schedule in words. */
  readonly schedule?: string | null;
};
