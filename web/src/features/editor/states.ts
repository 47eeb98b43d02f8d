// What the state of the editor is made of: from what the server says, and from the document.
import type { FlowDetail } from "@/api/types";
import { edgeTable, type FlowDocument, type Kinds, nodeOf, type Problem } from "@/graph";
import { currentProblems, problemsByNode } from "./problems";
import type { EditorState, FlowFacts } from "./store";

/** The draft as the server has it. */
export function heldBy(
  { revision, base, draft_by }: FlowDetail,
  document: FlowDocument,
): Pick<EditorState, "saved" | "base" | "draftBy"> {
  return { saved: { document, revision, base }, base, draftBy: draft_by };
}

/** What the server says of a flow beside its draft. */
export function factsOf({ state, version, draft_changed, triggers }: FlowDetail): FlowFacts {
  return { state, version, draft_changed, triggers };
}

/** What the server found wrong with the very document that is drawn: all there is. */
export function toldProblems(known: readonly Problem[]) {
  return { known, allProblems: known, problems: problemsByNode(known) };
}

/** What is wrong with a document: what the server found, as far as it still holds, and what is seen here. */
export function problemState(document: FlowDocument, kinds: Kinds, known: readonly Problem[]) {
  const allProblems = currentProblems(document, kinds, known);
  return { known, allProblems, problems: problemsByNode(allProblems) };
}

/** Selection and panel without what is gone. */
export function stillThere(state: EditorState, document: FlowDocument) {
  const notes = new Set((document.notes ?? []).map(({ id }) => id));
  const isNode = (id: string | undefined) => id !== undefined && nodeOf(document, id) !== undefined;
  const edges = edgeTable(document).byId;
  return {
    selected: new Set([...state.selected].filter((id) => isNode(id) || notes.has(id))),
    selectedEdges: new Set([...state.selectedEdges].filter((id) => edges.has(id))),
    active: isNode(state.active) ? state.active : undefined,
    open: isNode(state.open) ? state.open : undefined,
  };
}
