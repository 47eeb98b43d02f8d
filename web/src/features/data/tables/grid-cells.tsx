// The cells of the grid: heads that sort, cells that are gone to and opened.
// biome-ignore-all lint/a11y/useSemanticElements: only what is in view is drawn, which a table cannot say
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { PointerEvent, ReactNode } from "react";
import type { RowView } from "@/api/tables";
import type { Json } from "@/graph/document";
import { type GridColumn, shownCell, titleOf } from "./cells";

type HeadProps = { column: GridColumn; view: RowView; onSort(column: string): void };

export function HeadCell({ column, view, onSort }: HeadProps) {
  const isSorted = view.sort === column.name;
  const Arrow = view.descending ? ArrowDown : ArrowUp;
  return (
    <span
      role="columnheader"
      aria-sort={isSorted ? (view.descending ? "descending" : "ascending") : "none"}
      className="flex min-w-0"
    >
      <button
        type="button"
        onClick={() => onSort(column.name)}
        className={clsx(
          "flex min-w-0 flex-1 items-center gap-1 px-3 font-medium -outline-offset-2 hover:text-ink",
          column.kind === "number" && "justify-end",
        )}
      >
        <span className="truncate">{titleOf(column.name)}</span>
        {isSorted && <Arrow size={14} aria-hidden className="shrink-0" />}
      </button>
    </span>
  );
}

type CellProps = {
  id: string;
  column: GridColumn;
  value: Json | undefined;
  isThere: boolean;
  isActive: boolean;
  children: ReactNode;
  onPress(): void;
  onOpen(): void;
};

export function GridCell({
  id,
  column,
  value,
  isThere,
  isActive,
  children,
  onPress,
  onOpen,
}: CellProps) {
  const press = (event: PointerEvent) => {
    // A second tap on the cell one is at opens it: phones have no double click to speak of.
    if (isActive && event.pointerType !== "mouse" && !children) onOpen();
    onPress();
  };
  return (
    <span
      id={id}
      role="gridcell"
      aria-readonly={!column.editable || undefined}
      onPointerDown={press}
      onDoubleClick={onOpen}
      className={clsx(
        "relative flex min-w-0 items-center px-3",
        column.kind === "number" && "justify-end tabular-nums",
        column.kind === "json" && "font-mono text-xs",
        !column.editable && "text-ink-soft",
        isActive &&
          "group-focus-within/grid:outline-2 group-focus-within/grid:-outline-offset-2 group-focus-within/grid:outline-accent",
      )}
    >
      {isThere ? (
        <span className="truncate">{shownCell(column.kind, value)}</span>
      ) : (
        <span aria-hidden className="h-3 w-2/3 rounded-small bg-line" />
      )}
      {children}
    </span>
  );
}
