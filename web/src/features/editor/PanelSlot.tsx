// The place at the right where the panel of the open node stands; on a phone it
// fills the page.
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
    <aside
      aria-label={`Settings of ${node.name}`}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) close();
      }}
      className="flex w-104 min-w-0 shrink-0 flex-col overflow-hidden border-l border-line bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:shadow-float max-md:fixed max-md:inset-0 max-md:z-40 max-md:w-full"
    >
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
    </aside>
  );
}
