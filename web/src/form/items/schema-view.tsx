// The fields of some items as a tree, each with a sample. A field can be dragged
// into an expression, or put into the one that was used last by pressing it.
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { expressionPath } from "../expression/segment";
import { type FieldTarget, PATH_TYPE } from "../expression/target";
import type { Json } from "../json";
import { previewText, type ShapeRow, shapeKey, shapeOf, shapeRows } from "./shape";
import { VirtualRows } from "./virtual-rows";

interface Props {
  /** The item whose values are shown stands first. */
  values: readonly Json[];
  /** How an expression names the item; without it fields are only looked at. */
  root?: string | undefined;
  target?: FieldTarget | undefined;
}

const ROW_PX = 32;

export function SchemaView({ values, root, target }: Props) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const rows = shapeRows(shapeOf(values), toggled);
  const toggle = (key: string) => {
    const next = new Set(toggled);
    if (!next.delete(key)) next.add(key);
    setToggled(next);
  };
  if (rows.length === 0)
    return <p className="px-1 py-2 text-sm text-ink-soft">The item has no fields.</p>;
  return (
    <VirtualRows
      className="h-full"
      count={rows.length}
      rowHeight_px={ROW_PX}
      row={(index) => {
        const row = rows[index] as ShapeRow;
        return <FieldRow key={shapeKey(row.shape)} {...{ row, root, target }} onToggle={toggle} />;
      }}
    />
  );
}

interface FieldRowProps {
  row: ShapeRow;
  root: string | undefined;
  target: FieldTarget | undefined;
  onToggle(key: string): void;
}

const SIGN: Record<string, string> = {
  text: "T",
  number: "#",
  "yes/no": "✓",
  list: "[ ]",
  object: "{ }",
  empty: "∅",
};

function FieldRow({ row: { shape, depth, open }, root, target, onToggle }: FieldRowProps) {
  const path = root === undefined ? undefined : expressionPath(root, shape.path);
  const text = previewText(shape.children.length > 0 ? undefined : shape.sample, 120);
  const name = typeof shape.path.at(-1) === "number" ? `item ${shape.name}` : shape.name;
  const chip = (
    <>
      <span
        aria-hidden
        title={shape.kind}
        className="w-6 shrink-0 text-center font-mono text-[11px] text-ink-faint"
      >
        {SIGN[shape.kind] ?? "?"}
      </span>
      <span className="truncate">{name}</span>
      {shape.optional && <span className="text-xs text-ink-faint">sometimes</span>}
    </>
  );
  return (
    <div
      className="flex items-center gap-1 text-sm"
      style={{ height: ROW_PX, paddingInlineStart: depth * 16 }}
    >
      {open === undefined ? (
        <span className="w-6 shrink-0" />
      ) : (
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${open ? "Fold" : "Unfold"} ${name}`}
          className="flex size-6 shrink-0 items-center justify-center rounded-small text-ink-faint hover:bg-hover"
          onClick={() => onToggle(shapeKey(shape))}
        >
          <ChevronRight size={14} className={clsx("transition-transform", open && "rotate-90")} />
        </button>
      )}
      {path === undefined ? (
        <span className="flex max-w-[55%] shrink-0 items-center gap-1">{chip}</span>
      ) : (
        <button
          type="button"
          draggable
          title={`Drag into a field, or press to insert: ${path}`}
          className="flex max-w-[55%] min-h-7 shrink-0 cursor-grab items-center gap-1 rounded-small border border-line bg-surface pe-2 outline-offset-[-2px] hover:border-accent hover:bg-accent-soft"
          onDragStart={(event) => {
            event.dataTransfer.setData("text/plain", `{{ ${path} }}`);
            event.dataTransfer.setData(PATH_TYPE, path);
            event.dataTransfer.effectAllowed = "copy";
          }}
          onClick={() => target?.put(path)}
        >
          {chip}
        </button>
      )}
      <span className="ms-1 truncate text-ink-soft">{text}</span>
    </div>
  );
}
