// What an operation is, and when one can be performed.
import type { LucideIcon } from "lucide-react";
import type { CanvasView } from "@/canvas";
import type { Editor } from "../editor";
import type { EditorState } from "../store";

export type Operation = {
  /** Unique, such as `editor.undo`. */
  readonly id: string;
  readonly label: string;
  readonly group: "Flow" | "Edit" | "Add" | "Boxes" | "Arrange" | "View" | "Debug";
  readonly icon?: LucideIcon;
  readonly shortcut?: string;
  /** More shortcuts of the same operation. */
  readonly aliases?: readonly string[];
  /** `page`: also while typing in a field; `canvas`: while the canvas has the focus. */
  readonly keys: "page" | "canvas" | "browser";
  enabled(state: EditorState): boolean;
  perform(): void;
};

/** What operations work with. */
export type Workbench = {
  readonly editor: Editor;
  /** The canvas; undefined before it is drawn. */
  view(): CanvasView | undefined;
  save(): void;
  run(): void;
  /** Runs the draft as a test that ends with this node. */
  runTo(node: string): void;
  /** Runs the draft as a test; what the test that is shown gave holds where nothing has changed. */
  runChanged(): void;
  /** Runs the draft as a test that stops before its first node. */
  debug(): void;
  /** Pins what the active node gave last, or lets it be performed again. */
  pin(): void;
  exportFlow(): void;
  /** Draws the flow into a file. */
  exportImage(format: "png" | "svg"): void;
  copy(): void;
  cut(): void;
  paste(): void;
};

export const always = () => true;
export const mayEdit = (state: EditorState) => state.mayEdit;
export const onSelection = (state: EditorState) => state.mayEdit && state.selected.size > 0;
export const onAnything = (state: EditorState) =>
  state.mayEdit && state.selected.size + state.selectedEdges.size > 0;
export const onActive = ({ active }: EditorState) => active !== undefined;
export const onActiveToEdit = (state: EditorState) => state.mayEdit && onActive(state);
