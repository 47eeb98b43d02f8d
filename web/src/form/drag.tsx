// Putting things in order by dragging their grip, for the pointer: the keyboard has arrows
// beside it. What is dragged is named by a media type of its own, so that nothing else takes it.
import { clsx } from "clsx";
import { GripVertical } from "lucide-react";
import { type DragEvent, useState } from "react";
import type { Json } from "./json";

type GripProps = {
  /** The media types it goes by; all hold where it was. */
  types: readonly string[];
  from: Json;
  title: string;
  className?: string;
};

export function Grip({ types, from, title, className }: GripProps) {
  return (
    <span
      aria-hidden
      draggable
      title={title}
      className={clsx(
        "flex h-7 w-5 shrink-0 cursor-grab items-center justify-center text-ink-faint",
        className,
      )}
      onDragStart={(event) => {
        event.stopPropagation();
        for (const type of types) event.dataTransfer.setData(type, JSON.stringify(from));
        event.dataTransfer.effectAllowed = "move";
      }}
    >
      <GripVertical size={15} />
    </span>
  );
}

/** Takes what goes by this type; the innermost place that does gets it. */
export function useDrop<From extends Json>(type: string, put: (from: From) => void) {
  const [over, setOver] = useState(false);
  const props = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(type)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      const text = event.dataTransfer.getData(type);
      if (text === "") return;
      event.preventDefault();
      event.stopPropagation();
      put(JSON.parse(text));
    },
  };
  return { over, props };
}
