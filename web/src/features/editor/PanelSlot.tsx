// Gives the panel what it needs of the open node. The panel places itself: at
// the right, over the canvas when it is wide, over the page on a phone.
import { type ComponentType, type RefObject, useEffect, useRef } from "react";
import { nodeOf, type Problem } from "@/graph";
import type { NodePanelProps } from "@/graph/panel";
import { useBench } from "./bench";
import { useEditorState } from "./store";

/**
 * What takes the keyboard in the panel, its header apart. Not the tools that are only
 * an icon: some take something away, and Enter must not press them.
 */
const FIELDS =
  "[role=tabpanel] :is(input, textarea, select, button:not([aria-label]), [contenteditable=true]):not(:disabled)";
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
  const canUndo = useEditorState(({ history }) => history.past.length > 0);
  const canRedo = useEditorState(({ history }) => history.future.length > 0);
  const slot = useFocusWhenOpened(node !== undefined);
  if (!node) return null;
  const close = () => {
    editor.open(undefined);
    view()?.focus();
  };
  return (
    <div ref={slot} className="contents">
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
        history={{
          canUndo,
          canRedo,
          undo: () => editor.undo(),
          redo: () => editor.redo(),
        }}
        onCommand={(command) => editor.perform(command)}
        onClose={close}
        onOpenNode={(id) => {
          editor.open(id);
          view()?.show(id);
        }}
      />
    </div>
  );
}

/** A panel that opens takes the keyboard to its first field; one that changes its node does not. */
function useFocusWhenOpened(isOpen: boolean): RefObject<HTMLDivElement | null> {
  const slot = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a touch screen the keyboard would slide over what is to be read first.
    if (!isOpen || matchMedia("(pointer: coarse)").matches) return;
    const element = slot.current;
    if (!element || enterPanel(element)) return;
    // The panel may still be loading.
    const observer = new MutationObserver(() => enterPanel(element) && observer.disconnect());
    observer.observe(element, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [isOpen]);
  return slot;
}

/** Goes to the first field, else to the tabs; false if neither is there yet. */
function enterPanel(panel: HTMLElement): boolean {
  // The contents of the tabs that are not shown are there too.
  const fields = [...panel.querySelectorAll<HTMLElement>(FIELDS)];
  const first = fields.find((field) => field.checkVisibility());
  const target = first ?? panel.querySelector<HTMLElement>("[role=tab]");
  target?.focus();
  return target !== null;
}
