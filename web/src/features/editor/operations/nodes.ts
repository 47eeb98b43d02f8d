// What is added, and what is done with the node the keyboard is at.
import {
  Cable,
  Pencil,
  Plus,
  Power,
  Replace,
  StickyNote,
  TextCursorInput,
  Unplug,
} from "lucide-react";
import { edgesInto, edgesOutOf, type FlowEdge, isBox, nodeOf } from "@/graph";
import type { Editor } from "../editor";
import type { EditorDialog, EditorState } from "../store";
import {
  mayEdit,
  type Operation,
  onActive,
  onActiveToEdit,
  onSelection,
  type Workbench,
} from "./operation";

export function nodeOperations({ editor, view }: Workbench): readonly Operation[] {
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
      id: "editor.insert",
      label: "Insert a node on the arrow that follows",
      group: "Add",
      shortcut: "shift+n",
      keys: "canvas",
      enabled: (state) => state.mayEdit && firstArrow(state) !== undefined,
      perform: () => {
        const edge = firstArrow(editor.state);
        if (edge !== undefined) editor.show({ type: "add", edge });
      },
    },
    {
      id: "editor.add-inside",
      label: "Add a node in this box",
      group: "Add",
      shortcut: "shift+i",
      keys: "canvas",
      enabled: (state) => state.mayEdit && isBoxActive(state),
      perform: () => editor.show({ type: "add", box: active() }),
    },
    {
      id: "editor.replace",
      label: "Replace by another kind of node",
      group: "Edit",
      icon: Replace,
      shortcut: "shift+r",
      keys: "canvas",
      enabled: onActiveToEdit,
      perform: () => editor.show({ type: "replace", node: active() }),
    },
    {
      id: "editor.reattach",
      label: "Move the end of an arrow",
      group: "Edit",
      shortcut: "shift+e",
      keys: "canvas",
      enabled: (state) => state.mayEdit && arrowsOf(state).length > 0,
      perform: () => editor.show({ type: "reattach", node: active() }),
    },
    {
      id: "editor.disconnect",
      label: "Remove an arrow",
      group: "Edit",
      icon: Unplug,
      shortcut: "shift+c",
      keys: "canvas",
      enabled: (state) => state.mayEdit && arrowsOf(state).length > 0,
      perform: () => editor.show({ type: "disconnect", node: active() }),
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

function isBoxActive({ document, kinds, active = "" }: EditorState): boolean {
  const node = nodeOf(document, active);
  return node !== undefined && isBox(kinds, node);
}

/** What is added follows the node the keyboard is at, if an arrow can leave it. */
function addBehindActive(editor: Editor): EditorDialog {
  const from = editor.freePort(editor.state.active);
  return from ? { type: "add", from } : { type: "add" };
}

/** The arrows of the node the keyboard is at. */
function arrowsOf({ document, active = "" }: EditorState): readonly FlowEdge[] {
  return [...edgesInto(document, active), ...edgesOutOf(document, active)];
}

function firstArrow({ document, active = "" }: EditorState): string | undefined {
  return edgesOutOf(document, active)[0]?.id;
}
