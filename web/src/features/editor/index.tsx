// Stands in until the editor is here.
import type { ComponentType } from "react";
import type { NodePanelProps } from "@/graph/panel";

export type EditorPageProps = {
  workspace: string;
  flow: string;
  /** Drawn for the chosen node; handed over by app/. */
  NodePanel: ComponentType<NodePanelProps>;
};

export function EditorPage(_: EditorPageProps) {
  return null;
}
