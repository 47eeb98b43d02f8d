// Everything that can be done in the editor, as records. The canvas' keys, the
// menus, the toolbar, the command palette and the list of shortcuts read these.
import {
  AlignHorizontalDistributeCenter,
  Cable,
  ClipboardPaste,
  Copy,
  CopyPlus,
  Download,
  FileJson,
  Focus,
  History,
  type LucideIcon,
  Maximize,
  Pencil,
  Play,
  Plus,
  Power,
  Redo2,
  Save,
  Scissors,
  Search,
  Settings2,
  StickyNote,
  TextCursorInput,
  Trash2,
  Undo2,
  UploadCloud,
} from "lucide-react";
import type { CanvasView } from "@/canvas";
import type { Editor } from "./editor";
import type { EditorDialog, EditorState } from "./store";

export type Operation = {
  /** Unique, such as `editor.undo`. */
  readonly id: string;
  readonly label: string;
  readonly group: "Flow" | "Edit" | "Add" | "View";
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
  exportFlow(): void;
  copy(): void;
  cut(): void;
  paste(): void;
};

const mayEdit = ({ mayEdit }: EditorState) => mayEdit;
const always = () => true;
const onSelection = ({ mayEdit, selected }: EditorState) => mayEdit && selected.size > 0;
const onAnything = ({ mayEdit, selected, selectedEdges }: EditorState) =>
  mayEdit && selected.size + selectedEdges.size > 0;
const onActive = ({ active }: EditorState) => active !== undefined;
const onActiveToEdit = ({ mayEdit, active }: EditorState) => mayEdit && active !== undefined;

/** Every operation of the editor. */
export function makeOperations(bench: Workbench): readonly Operation[] {
  return [
    ...flowOperations(bench),
    ...editOperations(bench),
    ...nodeOperations(bench),
    ...viewOperations(bench),
  ];
}

function flowOperations({ editor, save, run, exportFlow }: Workbench): readonly Operation[] {
  const show = (dialog: EditorDialog) => () => editor.show(dialog);
  return [
    {
      id: "editor.save",
      label: "Save now",
      group: "Flow",
      icon: Save,
      shortcut: "mod+s",
      keys: "page",
      enabled: mayEdit,
      perform: save,
    },
    {
      id: "editor.run",
      label: "Run as a test",
      group: "Flow",
      icon: Play,
      shortcut: "mod+e",
      keys: "page",
      enabled: mayEdit,
      perform: run,
    },
    {
      id: "editor.run-with",
      label: "Run with data",
      group: "Flow",
      icon: FileJson,
      keys: "page",
      enabled: mayEdit,
      perform: show({ type: "run" }),
    },
    {
      id: "editor.publish",
      label: "Publish",
      group: "Flow",
      icon: UploadCloud,
      shortcut: "mod+shift+p",
      keys: "page",
      enabled: mayEdit,
      perform: show({ type: "publish" }),
    },
    {
      id: "editor.versions",
      label: "Versions",
      group: "Flow",
      icon: History,
      keys: "page",
      enabled: always,
      perform: show({ type: "versions" }),
    },
    {
      id: "editor.settings",
      label: "Flow settings",
      group: "Flow",
      icon: Settings2,
      keys: "page",
      enabled: always,
      perform: show({ type: "settings" }),
    },
    {
      id: "editor.export",
      label: "Export as a file",
      group: "Flow",
      icon: Download,
      keys: "page",
      enabled: always,
      perform: exportFlow,
    },
    {
      id: "editor.import",
      label: "Add from JSON",
      group: "Flow",
      icon: FileJson,
      keys: "page",
      enabled: mayEdit,
      perform: show({ type: "import" }),
    },
  ];
}

function editOperations({ editor, copy, cut, paste }: Workbench): readonly Operation[] {
  const hasPast = ({ history }: EditorState) => history.past.length > 0;
  const hasFuture = ({ history }: EditorState) => history.future.length > 0;
  return [
    {
      id: "editor.undo",
      label: "Undo",
      group: "Edit",
      icon: Undo2,
      shortcut: "mod+z",
      keys: "canvas",
      enabled: hasPast,
      perform: () => editor.undo(),
    },
    {
      id: "editor.redo",
      label: "Redo",
      group: "Edit",
      icon: Redo2,
      shortcut: "mod+shift+z",
      aliases: ["mod+y"],
      keys: "canvas",
      enabled: hasFuture,
      perform: () => editor.redo(),
    },
    {
      id: "editor.copy",
      label: "Copy",
      group: "Edit",
      icon: Copy,
      shortcut: "mod+c",
      keys: "browser",
      enabled: ({ selected }) => selected.size > 0,
      perform: copy,
    },
    {
      id: "editor.cut",
      label: "Cut",
      group: "Edit",
      icon: Scissors,
      shortcut: "mod+x",
      keys: "browser",
      enabled: onSelection,
      perform: cut,
    },
    {
      id: "editor.paste",
      label: "Paste",
      group: "Edit",
      icon: ClipboardPaste,
      shortcut: "mod+v",
      keys: "browser",
      enabled: mayEdit,
      perform: paste,
    },
    {
      id: "editor.duplicate",
      label: "Duplicate",
      group: "Edit",
      icon: CopyPlus,
      shortcut: "mod+d",
      keys: "canvas",
      enabled: onSelection,
      perform: () => editor.duplicateSelected(),
    },
    {
      id: "editor.delete",
      label: "Delete",
      group: "Edit",
      icon: Trash2,
      shortcut: "delete",
      aliases: ["backspace"],
      keys: "canvas",
      enabled: onAnything,
      perform: () => editor.deleteSelected(),
    },
    {
      id: "editor.select-all",
      label: "Select all",
      group: "Edit",
      shortcut: "mod+a",
      keys: "canvas",
      enabled: always,
      perform: () => selectAll(editor),
    },
    {
      id: "editor.tidy",
      label: "Tidy up",
      group: "Edit",
      icon: AlignHorizontalDistributeCenter,
      shortcut: "shift+t",
      keys: "canvas",
      enabled: mayEdit,
      perform: () => editor.tidy(),
    },
  ];
}

function nodeOperations({ editor, view }: Workbench): readonly Operation[] {
  const active = () => editor.state.active ?? "";
  return [
    {
      id: "editor.add",
      label: "Add a node",
      group: "Add",
      icon: Plus,
      shortcut: "n",
      keys: "canvas",
      enabled: mayEdit,
      perform: () => editor.show(addBehindActive(editor)),
    },
    {
      // Only while something is selected: after Escape, Tab leaves the canvas.
      id: "editor.add-behind",
      label: "Add what follows the selected node",
      group: "Add",
      shortcut: "tab",
      keys: "canvas",
      enabled: onSelection,
      perform: () => editor.show(addBehindActive(editor)),
    },
    {
      id: "editor.connect",
      label: "Connect to",
      group: "Add",
      icon: Cable,
      shortcut: "c",
      keys: "canvas",
      enabled: onActiveToEdit,
      perform: () => editor.show({ type: "connect", node: active() }),
    },
    {
      id: "editor.note",
      label: "Add a note",
      group: "Add",
      icon: StickyNote,
      shortcut: "shift+s",
      keys: "canvas",
      enabled: mayEdit,
      perform: () => editor.addNote(view()?.pointer()),
    },
    {
      id: "editor.open",
      label: "Open",
      group: "Edit",
      icon: TextCursorInput,
      shortcut: "enter",
      keys: "canvas",
      enabled: onActive,
      perform: () => editor.open(active()),
    },
    {
      id: "editor.rename",
      label: "Rename",
      group: "Edit",
      icon: Pencil,
      shortcut: "F2",
      keys: "canvas",
      enabled: onActiveToEdit,
      perform: () => editor.show({ type: "rename", node: active() }),
    },
    {
      id: "editor.disable",
      label: "Disable or enable",
      group: "Edit",
      icon: Power,
      shortcut: "d",
      keys: "canvas",
      enabled: onSelection,
      perform: () => editor.toggleDisabled(),
    },
  ];
}

function viewOperations({ editor, view }: Workbench): readonly Operation[] {
  const has = ({ document }: EditorState) => document.nodes.length > 0;
  return [
    {
      id: "editor.find",
      label: "Find a node",
      group: "View",
      icon: Search,
      shortcut: "/",
      keys: "canvas",
      enabled: has,
      perform: () => editor.show({ type: "find" }),
    },
    {
      id: "editor.show-all",
      label: "Show everything",
      group: "View",
      icon: Maximize,
      shortcut: "0",
      keys: "canvas",
      enabled: has,
      perform: () => view()?.showAll(),
    },
    {
      id: "editor.zoom-plain",
      label: "Zoom 100 %",
      group: "View",
      icon: Focus,
      shortcut: "1",
      keys: "canvas",
      enabled: always,
      perform: () => view()?.showPlain(),
    },
    {
      id: "editor.zoom-in",
      label: "Zoom in",
      group: "View",
      shortcut: "+",
      aliases: ["="],
      keys: "canvas",
      enabled: always,
      perform: () => view()?.zoomIn(),
    },
    {
      id: "editor.zoom-out",
      label: "Zoom out",
      group: "View",
      shortcut: "-",
      keys: "canvas",
      enabled: always,
      perform: () => view()?.zoomOut(),
    },
    {
      id: "editor.escape",
      label: "Clear the selection, close the panel",
      group: "View",
      shortcut: "escape",
      keys: "canvas",
      enabled: always,
      perform: () => leave(editor),
    },
  ];
}

/** The operation a key press stands for, if it can be performed. */
export function operationFor(
  operations: readonly Operation[],
  press: string,
  keys: "page" | "canvas",
  state: EditorState,
): Operation | undefined {
  return operations.find((operation) => {
    const isOwn = operation.shortcut?.toLowerCase() === press || operation.aliases?.includes(press);
    return isOwn && operation.keys === keys && operation.enabled(state);
  });
}

/** What is added follows the node the keyboard is at, if an arrow can leave it. */
function addBehindActive(editor: Editor): EditorDialog {
  const from = editor.freePort(editor.state.active);
  return from ? { type: "add", from } : { type: "add" };
}

function selectAll(editor: Editor): void {
  const { nodes, notes = [] } = editor.state.document;
  editor.select([...nodes, ...notes].map(({ id }) => id));
}

function leave(editor: Editor): void {
  if (editor.state.selected.size > 1 || editor.state.open === undefined) editor.select([]);
  editor.open(undefined);
}
