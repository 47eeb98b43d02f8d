// One entry of a list with the tools to move it and to take it away.
import { clsx } from "clsx";
import { ArrowDown, ArrowUp, GripVertical, Trash2 } from "lucide-react";
import { type DragEvent, type ReactNode, useState } from "react";
import { IconButton } from "@/ui/button";
import type { Entries } from "../entries";

export interface ListRowProps {
  index: number;
  count: number;
  name: string;
  entries: Entries;
  readOnly: boolean;
  /** Several fields, so the tools stand above them. */
  tall: boolean;
  /** Whether the order means something. */
  sortable?: boolean;
  children: ReactNode;
}

export function ListRow(props: ListRowProps) {
  const { name, readOnly, tall, children, count, sortable = true } = props;
  const drop = useDrop(props);
  const grip = !readOnly && sortable && count > 1 && <Grip {...props} />;
  const tools = !readOnly && <Tools {...props} />;
  if (!tall) {
    return (
      <div
        {...drop.props}
        className={clsx(
          "flex items-start gap-1 rounded-control",
          drop.over && "outline-2 outline-accent",
        )}
      >
        {grip && <span className="pt-1.5">{grip}</span>}
        <div className="min-w-0 flex-1">{children}</div>
        <span className="pt-1">{tools}</span>
      </div>
    );
  }
  return (
    <div
      {...drop.props}
      className={clsx(
        "rounded-control border bg-ground/50 p-3 pt-1.5",
        drop.over ? "border-accent" : "border-line",
      )}
    >
      <div className="mb-1.5 flex min-h-7 items-center gap-1 text-sm text-ink-soft">
        {grip}
        <span className="min-w-0 flex-1 truncate first-letter:uppercase">{name}</span>
        {tools}
      </div>
      {children}
    </div>
  );
}

const TOOL = "size-7! max-sm:size-8!";

function Tools({ index, count, name, entries, sortable = true }: ListRowProps) {
  return (
    <span className="flex shrink-0 items-center">
      {sortable && count > 1 && (
        <>
          <IconButton
            label={`Move ${name} up`}
            icon={<ArrowUp size={15} />}
            disabled={index === 0}
            className={TOOL}
            onClick={() => entries.move(index, index - 1)}
          />
          <IconButton
            label={`Move ${name} down`}
            icon={<ArrowDown size={15} />}
            disabled={index === count - 1}
            className={TOOL}
            onClick={() => entries.move(index, index + 1)}
          />
        </>
      )}
      <IconButton
        label={`Remove ${name}`}
        icon={<Trash2 size={15} />}
        className={TOOL}
        onClick={() => entries.remove(index)}
      />
    </span>
  );
}

const DRAG_TYPE = "application/x-towpath-entry";

/** Only for the pointer: the keyboard has the arrows. */
function Grip({ index, entries }: ListRowProps) {
  return (
    <span
      aria-hidden
      draggable
      title="Drag to put in order"
      className="flex h-7 w-5 shrink-0 cursor-grab items-center justify-center text-ink-faint"
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAG_TYPE, entries.keys[index] ?? "");
        event.dataTransfer.effectAllowed = "move";
      }}
    >
      <GripVertical size={15} />
    </span>
  );
}

function useDrop({ index, entries }: ListRowProps) {
  const [over, setOver] = useState(false);
  const props = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      // An entry of another list has a key that this one does not know.
      const from = entries.keys.indexOf(event.dataTransfer.getData(DRAG_TYPE));
      if (from === -1) return;
      event.preventDefault();
      entries.move(from, index);
    },
  };
  return { over, props };
}
