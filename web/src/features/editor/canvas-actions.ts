// What the canvas reports, carried out by the editor.
import type { CanvasActions } from "@/canvas";
import { removal, whyNotConnect } from "@/graph";
import type { Editor } from "./editor";

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
    onDropKind: (name, at) => {
      const kind = editor.state.kinds.named(name);
      if (kind) editor.add(kind, { at: { x: at.x - 120, y: at.y - 32 } });
    },
    onRemoveEdge: (edge) => editor.perform(removal(editor.state.document, { edges: [edge] })),
    onHoverEdge: (edge) => editor.hoverEdge(edge),
    onChangeNote: (note, changes) => editor.perform({ type: "set_note", note, changes }),
  };
}

/** An arrow dropped here leads to the left middle of the new card. */
function besidePointer({ x, y }: { x: number; y: number }) {
  return { x, y: y - 32 };
}
