// What the editor knows: the document with its history, what is selected and
// open, how saving stands, and the run that is shown. The canvas reads its own
// fields from the same store.
import { createContext, use } from "react";
import { type StoreApi, useStore } from "zustand";
import type { FlowDetail, FlowTrigger, PersonName } from "@/api/types";
import type { PersonId } from "@/api/versions";
import type { CanvasState } from "@/canvas";
import type { ChosenIterations, FlowDocument, History, PortRef, Position, Problem } from "@/graph";
import type { Breakpoints } from "./breakpoints";
import type { ShownRun } from "./live-run";

export type EditorState = CanvasState & {
  readonly history: History;
  /** False for people who may only look. */
  readonly mayEdit: boolean;
  /** The node whose panel is open. */
  readonly open: string | undefined;
  readonly dialog: EditorDialog | undefined;
  /** Whether the flow is edited as a list instead of a drawing. */
  readonly isOutline: boolean;
  /** Whether the list of problems is unfolded. */
  readonly problemsOpen: boolean;
  readonly save: SaveState;
  /** How many changes the server does not have. */
  readonly waiting: number;
  /** What the server has. */
  readonly saved: {
    readonly document: FlowDocument;
    readonly revision: number;
    readonly base: number | null;
  };
  /** The version the draft takes into account; null: none was published. */
  readonly base: number | null;
  /** Whose draft is shown; null: what is published, or was made. */
  readonly draftBy: PersonName | null;
  /** What the server found wrong with what it has. */
  readonly known: readonly Problem[];
  /** Everything wrong, the server's findings first. */
  readonly allProblems: readonly Problem[];
  readonly facts: FlowFacts;
  readonly run: ShownRun | undefined;
  /** Where this person's test runs stop: the condition by node. */
  readonly breakpoints: Breakpoints;
  /** The same by arrow. */
  readonly arrowStops: Breakpoints;
  /** The run that is being debugged. */
  readonly debugging: string | undefined;
  /** The iterations of the run that somebody chose to look at, by box. */
  readonly chosenIterations: ChosenIterations;
};

/** What the server says of the flow beside its draft. */
export type FlowFacts = Pick<FlowDetail, "state" | "version" | "draft_changed"> & {
  readonly triggers: readonly FlowTrigger[];
};

/** How the draft here stands to the one on the server. */
export type SaveState =
  | { readonly kind: "saved"; readonly at: number | undefined }
  | { readonly kind: "unsaved" }
  | { readonly kind: "saving" }
  /** No answer: it is tried again until one comes. */
  | { readonly kind: "offline" }
  /** Somebody else has saved meanwhile. */
  | { readonly kind: "conflict" }
  | { readonly kind: "refused"; readonly error: unknown };

/** What is open above the page. */
export type EditorDialog =
  | {
      readonly type: "add";
      readonly from?: PortRef;
      readonly edge?: string;
      readonly box?: string;
      readonly at?: Position;
    }
  | { readonly type: "connect" | "disconnect"; readonly node: string }
  | { readonly type: "find" | "search" | "wrap" | "move-into" | "extract" | "help" | "tour" }
  | { readonly type: "rename" | "replace" | "reattach" | "breakpoint"; readonly node: string }
  | { readonly type: "bring"; readonly text: string }
  | { readonly type: "arrow-stop"; readonly edge: string }
  | { readonly type: "versions"; readonly side?: PersonId }
  | { readonly type: "bring-in"; readonly from: PersonId | "published" }
  | { readonly type: "publish" | "drop-draft" | "import" | "settings" | "run" | "tests" };

/** Whether somebody has published since the draft was begun. */
export function hasMovedOn({ mayEdit, base, facts }: EditorState): boolean {
  return mayEdit && facts.version !== null && base !== facts.version;
}

export type EditorStore = StoreApi<EditorState>;

export const EditorStoreContext = createContext<EditorStore | undefined>(undefined);

export function useEditorStore(): EditorStore {
  const store = use(EditorStoreContext);
  if (!store) throw new Error("a part of the editor is drawn outside of it");
  return store;
}

/** One value of the editor's store; drawn again only when that value changes. */
export function useEditorState<Value>(select: (state: EditorState) => Value): Value {
  return useStore(useEditorStore(), select);
}
