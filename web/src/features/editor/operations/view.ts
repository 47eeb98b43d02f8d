// What changes only the view.
import { CircleHelp, Focus, ListTree, Maximize, Search, TextSearch } from "lucide-react";
import type { Editor } from "../editor";
import type { EditorState } from "../store";
import { always, type Operation, type Workbench } from "./operation";

export function viewOperations({ editor, view }: Workbench): readonly Operation[] {
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
      id: "editor.search",
      label: "Search in the flow",
      group: "View",
      icon: TextSearch,
      shortcut: "mod+f",
      keys: "page",
      enabled: has,
      perform: () => editor.show({ type: "search" }),
    },
    {
      id: "editor.outline",
      label: "Outline or canvas",
      group: "View",
      icon: ListTree,
      shortcut: "mod+shift+o",
      keys: "page",
      enabled: always,
      perform: () => editor.toggleOutline(),
    },
    {
      id: "editor.help",
      label: "Help",
      group: "View",
      icon: CircleHelp,
      shortcut: "F1",
      keys: "page",
      enabled: always,
      perform: () => editor.show({ type: "help" }),
    },
    {
      id: "editor.tour",
      label: "Look around in three steps",
      group: "View",
      keys: "page",
      enabled: always,
      perform: () => editor.show({ type: "tour" }),
    },
    {
      id: "editor.show-selected",
      label: "Show what is selected",
      group: "View",
      shortcut: "2",
      keys: "canvas",
      enabled: ({ selected }) => selected.size > 0,
      perform: () => view()?.showThese(editor.state.selected),
    },
    {
      id: "editor.back",
      label: "Look where you looked before",
      group: "View",
      shortcut: "[",
      keys: "canvas",
      enabled: always,
      perform: () => view()?.back(),
    },
    {
      id: "editor.forward",
      label: "Look forward again",
      group: "View",
      shortcut: "]",
      keys: "canvas",
      enabled: always,
      perform: () => view()?.forward(),
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

function leave(editor: Editor): void {
  if (editor.state.selected.size > 1 || editor.state.open === undefined) editor.select([]);
  editor.open(undefined);
}
