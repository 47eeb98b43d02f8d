// The flow as a list, in the order people read it: a second full editor over the
// same commands, and the one on a phone. Loaded when it is first shown.
import { Plus } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { childrenOf, type FlowDocument, type FlowNode, readingOrder } from "@/graph";
import { pressOf } from "@/lib/shortcut";
import { Button } from "@/ui/button";
import { useBench } from "../bench";
import { operationFor } from "../operations";
import { useEditorState, useEditorStore } from "../store";
import { OutlineRow } from "./OutlineRow";

export default function Outline() {
  const { editor, operations } = useBench();
  const list = useRef<HTMLElement>(null);
  const document = useEditorState((state) => state.document);
  const mayEdit = useEditorState((state) => state.mayEdit);
  const tree = useMemo(() => new Tree(document), [document]);
  useFocusAfterDialogs(list);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-row]");
    if (!row || event.defaultPrevented) return;
    if (walk(event, list.current)) return;
    // Enter and space press what has the focus, Tab goes on.
    if (["Enter", " ", "Tab"].includes(event.key)) return;
    const operation = operationFor(operations, pressOf(event.nativeEvent), "canvas", editor.state);
    if (!operation) return;
    event.preventDefault();
    operation.perform();
  };
  return (
    <section
      ref={list}
      aria-label="Nodes in order"
      onKeyDown={onKeyDown}
      className="h-full overflow-y-auto bg-ground"
    >
      <div className="mx-auto max-w-180 px-3 py-4 md:px-6 md:py-6">
        <Level tree={tree} box={undefined} />
        {mayEdit && document.nodes.length > 0 && (
          <Button
            variant="secondary"
            icon={<Plus size={16} aria-hidden="true" />}
            onClick={() => {
              editor.select([]);
              const last = tree.in(undefined).at(-1);
              const from = last && editor.freePort(last.id);
              editor.show(from ? { type: "add", from } : { type: "add" });
            }}
            className="mt-3 w-full justify-center"
          >
            Add a node at the end
          </Button>
        )}
      </div>
    </section>
  );
}

/** What stands in each box, in reading order. */
class Tree {
  private readonly byBox = new Map<string | undefined, FlowNode[]>();

  constructor(document: FlowDocument) {
    const boxes = new Map<string, string>();
    for (const { id } of document.nodes) {
      for (const child of childrenOf(document, id)) boxes.set(child.id, id);
    }
    for (const node of readingOrder(document)) {
      const box = boxes.get(node.id);
      const list = this.byBox.get(box);
      if (list) list.push(node);
      else this.byBox.set(box, [node]);
    }
  }

  in(box: string | undefined): readonly FlowNode[] {
    return this.byBox.get(box) ?? [];
  }
}

function Level({ tree, box }: { tree: Tree; box: string | undefined }) {
  const folded = useEditorState((state) => state.folded);
  return (
    <ol
      className={
        box === undefined
          ? "grid gap-2 compact:gap-1"
          : "mt-2 ms-4 grid gap-2 border-s-2 border-line ps-3 md:ms-6"
      }
    >
      {tree.in(box).map((node, index) => (
        <li key={node.id}>
          <OutlineRow node={node} isStop={box === undefined && index === 0} />
          {!folded.has(node.id) && tree.in(node.id).length > 0 && (
            <Level tree={tree} box={node.id} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** The arrow keys walk along the rows, Home and End to their ends. */
function walk(event: KeyboardEvent, list: HTMLElement | null): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const index = rows.indexOf(event.target as HTMLElement);
  if (index < 0) return false;
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[
    event.key
  ];
  if (next === undefined) return false;
  event.preventDefault();
  rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus();
  return true;
}

/** When a dialog closes, or an undo has taken the row away, the keyboard is at the chosen node. */
function useFocusAfterDialogs(list: React.RefObject<HTMLElement | null>): void {
  const store = useEditorStore();
  useEffect(
    () =>
      store.subscribe(({ dialog, open, document }, before) => {
        const isClosed = before.dialog !== undefined && dialog === undefined;
        const isLeft = before.open !== undefined && open === undefined;
        const isLost = document !== before.document && globalThis.document.activeElement === null;
        if (!(isClosed || isLeft || isLost)) return;
        // After the dialog has given the focus back to what opened it, and what it
        // added has been chosen and drawn.
        requestAnimationFrame(() => {
          const row = CSS.escape(store.getState().active ?? "");
          list.current?.querySelector<HTMLElement>(`[data-row="${row}"]`)?.focus();
        });
      }),
    [store, list],
  );
}
