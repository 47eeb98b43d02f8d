// The menu of the right button on the canvas, or of the menu key.
import { lazy, type MouseEvent, type ReactNode, Suspense, useRef, useState } from "react";
import { useBench } from "./bench";

const NodeMenuList = lazy(() => import("./NodeMenuList"));

type Point = { x: number; y: number };

export function NodeMenu({ children }: { children: ReactNode }) {
  const { editor } = useBench();
  const [at, setAt] = useState<Point>();
  const focused = useRef<Element>(null);

  const open = (event: MouseEvent) => {
    event.preventDefault();
    // The menu is about the node under the pointer, or about all that are selected.
    const id = (event.target as Element).closest<HTMLElement>(".react-flow__node")?.dataset.id;
    const { document: flow, selected } = editor.state;
    const group = flow.groups?.find((other) => other.id === id);
    if (id === undefined) editor.select([]);
    else if (group) editor.select(group.nodes);
    else if (!selected.has(id)) editor.select([id]);
    focused.current = document.activeElement;
    setAt(pointOf(event));
  };
  const close = () => {
    setAt(undefined);
    if (focused.current instanceof HTMLElement) focused.current.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: every entry of the menu has a key of its own
    <div className="size-full" onContextMenu={open}>
      {children}
      {at && (
        <Suspense>
          <NodeMenuList key={`${at.x} ${at.y}`} at={at} onClose={close} />
        </Suspense>
      )}
    </div>
  );
}

/** Where the pointer is; the menu key has none and takes the middle of the element. */
function pointOf(event: MouseEvent): Point {
  if (event.clientX !== 0 || event.clientY !== 0) return { x: event.clientX, y: event.clientY };
  const box = (event.target as Element).getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
