// Gives the panel what it needs of the open node. The panel places itself: at
// the right, over the canvas when it is wide, over the page on a phone.
import type { ComponentType } from "react";
import { nodeOf, type Problem } from "@/graph";
import type { NodePanelProps } from "@/graph/panel";
import { useBench } from "./bench";
import { useEditorState } from "./store";

const NO_PROBLEMS: readonly Problem[] = [];

export function PanelSlot({ NodePanel }: { NodePanel: ComponentType<NodePanelProps> }) {
  const { workspace, flow, editor, view } = useBench();
  const document = useEditorState((state) => state.document);
  const node = useEditorState(({ open }) =>
    open === undefined ? undefined : nodeOf(document, open),
  );
  const kind = useEditorState(({ kinds }) => node && kinds.of(node));
  const problems = useEditorState((state) => (node && state.problems.get(node.id)) ?? NO_PROBLEMS);
  const triggers = useEditorState(({ facts }) => facts.triggers);
  const mayEdit = useEditorState((state) => state.mayEdit);
  if (!node) return null;
  const close = () => {
    editor.open(undefined);
    view()?.focus();
  };
  return (
    <NodePanel
      key={node.id}
      workspace={workspace}
      flow={flow}
      document={document}
      node={node}
      kind={kind}
      problems={problems}
      readOnly={!mayEdit}
      triggers={triggers}
      onCommand={(command) => editor.perform(command)}
      onClose={close}
      onOpenNode={(id) => {
        editor.open(id);
        view()?.show(id);
      }}
    />
  );
}
