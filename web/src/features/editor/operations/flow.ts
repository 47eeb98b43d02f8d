// What is done with the flow as a whole.
import {
  Download,
  FileJson,
  History,
  ImageDown,
  Play,
  Save,
  Settings2,
  UploadCloud,
} from "lucide-react";
import type { EditorDialog, EditorState } from "../store";
import { always, mayEdit, type Operation, type Workbench } from "./operation";

export function flowOperations({
  editor,
  save,
  run,
  exportFlow,
  exportImage,
}: Workbench): readonly Operation[] {
  const hasNodes = ({ document }: EditorState) => document.nodes.length > 0;
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
      id: "editor.export-png",
      label: "Save a picture (PNG)",
      group: "Flow",
      icon: ImageDown,
      keys: "page",
      enabled: hasNodes,
      perform: () => exportImage("png"),
    },
    {
      id: "editor.export-svg",
      label: "Save a picture (SVG)",
      group: "Flow",
      keys: "page",
      enabled: hasNodes,
      perform: () => exportImage("svg"),
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
