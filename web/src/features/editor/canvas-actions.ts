// What the canvas reports, carried out by the editor.
import type { CanvasActions } from "@/canvas";
import {
  changeGroup,
  leadsBack,
  nodeOf,
  type PortRef,
  removal,
  whyNotConnect,
  whyNotReattach,
} from "@/graph";
import { toast } from "@/ui/toast";
import { toggleArrowStop } from "./breakpoints";
import type { Editor } from "./editor";
import { withStructure } from "./with-structure";

export function canvasActions(editor: Editor): CanvasActions {
  return {
    onSelect: (ids, edges) => editor.select(ids, edges),
    onActive: (id) => editor.setActive(id),
    onOpen: (id) => editor.open(id),
    onDragged: (positions) => editor.drag(positions),
    onMoved: (positions) => editor.drop(positions),
    onConnect: (from, to) => editor.connect(from, to),
    whyNotConnect: (from, to) => whyNotConnect(editor.state.document, editor.state.kinds, from, to),
    onAddBehind: (from, at) =>
      editor.show({ type: "add", from, ...(at ? { at: besidePointer(at) } : {}) }),
    onAddOnEdge: (edge) => editor.show({ type: "add", edge }),
    onAddInside: (box) => editor.show({ type: "add", box }),
    onRefused: (from, to) => explain(editor, from, to),
    onReattach: (edge, from, to) => editor.reattach(edge, { from, to }),
    whyNotReattach: (edge, from, to) =>
      whyNotReattach(editor.state.document, editor.state.kinds, edge, { from, to }),
    onFold: (box, isFolded) => editor.fold([box], isFolded),
    onChangeGroup: (group, changes) =>
      editor.perform(changeGroup(editor.state.document, group, changes)),
    onPage: (box, iteration) => editor.page(box, iteration),
    onHoldKind: (at) => editor.hold(at),
    onDropKind: (name, at) => {
      const kind = editor.state.kinds.named(name);
      const edge = kind?.role === "trigger" ? undefined : editor.edgeAt(at);
      editor.hold(undefined);
      if (kind && edge) editor.add(kind, { edge: edge.id });
      else if (kind) editor.add(kind, { at: { x: at.x - 120, y: at.y - 32 } });
    },
    onRemoveEdge: (edge) => editor.perform(removal(editor.state.document, { edges: [edge] })),
    onHoverEdge: (edge) => editor.hoverEdge(edge),
    onToggleStop: (edge) => toggleArrowStop(editor, edge),
    onChangeNote: (note, changes) => editor.perform({ type: "set_note", note, changes }),
  };
}

/** An arrow dropped here leads to the left middle of the new card. */
function besidePointer({ x, y }: { x: number; y: number }) {
  return { x, y: y - 32 };
}

/** Says why an arrow was not drawn; one that leads back can become a loop. */
export function explain(editor: Editor, from: PortRef, to: PortRef): void {
  const { document, kinds } = editor.state;
  const detail = whyNotConnect(document, kinds, from, to);
  if (detail === undefined) return;
  if (!leadsBack(document, from.node, to.node)) {
    toast({ title: "No arrow was drawn", detail });
    return;
  }
  const [source, target] = [nodeOf(document, from.node), nodeOf(document, to.node)];
  toast({
    title: "Arrows do not lead back",
    detail:
      source === target
        ? `To repeat ${source?.name}, put it into a loop.`
        : `To repeat what is from ${target?.name} to ${source?.name}, put it into a loop.`,
    action: { label: "Make this a loop", perform: () => makeLoop(editor, from.node, to.node) },
  });
}

/** Makes a loop of what is between two nodes, or says why not. */
export function makeLoop(editor: Editor, from: string, to: string, edge?: string): void {
  withStructure((structure) => structure.makeLoop(editor, from, to, edge), "No loop was made");
}
