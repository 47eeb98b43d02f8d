// What is done with what is selected.
import {
  AlignHorizontalDistributeCenter,
  ClipboardPaste,
  Copy,
  CopyPlus,
  Redo2,
  Scissors,
  Trash2,
  Undo2,
} from "lucide-react";
import type { Editor } from "../editor";
import type { EditorState } from "../store";
import { withStructure } from "../with-structure";
import {
  always,
  mayEdit,
  type Operation,
  onAnything,
  onSelection,
  type Workbench,
} from "./operation";

export function editOperations({ editor, copy, cut, paste }: Workbench): readonly Operation[] {
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
      perform: () => withStructure(({ tidy }) => tidy(editor)),
    },
  ];
}

function selectAll(editor: Editor): void {
  const { nodes, notes = [] } = editor.state.document;
  editor.select([...nodes, ...notes].map(({ id }) => id));
}
