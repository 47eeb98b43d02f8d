// The rows of a table as a grid: drawn only where one looks, changed in place, and
// gone through with the keyboard alone.
// biome-ignore-all lint/a11y/useSemanticElements: only what is in view is drawn, which a table cannot say
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
import { clsx } from "clsx";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { type DataRow, ROWS_AT_ONCE, type RowView } from "@/api/tables";
import type { Json } from "@/graph/document";
import { ErrorState } from "@/ui/error-state";
import { SkeletonRows } from "@/ui/skeleton";
import { CellEditor } from "./cell-editor";
import { type GridColumn, nextTruth } from "./cells";
import { GridCell, HeadCell } from "./grid-cells";
import { type Cell, cellAfter } from "./grid-keys";
import { useRows } from "./use-rows";
import { rowWindow, scrollFor } from "./window";

const ROW_PX = 36;
const HEAD_PX = 36;
const PICK_PX = 44;

type Props = {
  workspace: string;
  table: string;
  label: string;
  columns: readonly GridColumn[];
  view: RowView;
  picked: ReadonlySet<number>;
  mayChange: boolean;
  onSort(column: string): void;
  onPick(row: number, picked: boolean): void;
  onChange(row: DataRow, column: GridColumn, value: Json): void;
  /** Told how many rows there are. */
  onTotal(total: number): void;
};

export function Grid(props: Props) {
  const { workspace, table, label, columns, view, picked, mayChange, onTotal } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState({ top_px: 0, height_px: 600 });
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<{ first?: string | undefined }>();
  const known = useRef(ROWS_AT_ONCE);
  const shown = rowWindow(known.current, { ...at, row_px: ROW_PX }, ROWS_AT_ONCE);
  const rows = useRows(workspace, table, view, shown.pages);
  const size = { rows: rows.total, columns: columns.length };
  const drawn = rowWindow(rows.total, { ...at, row_px: ROW_PX }, ROWS_AT_ONCE);

  useEffect(() => {
    known.current = rows.total;
    if (!rows.isPending) onTotal(rows.total);
  }, [rows.total, rows.isPending, onTotal]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () =>
      setAt({ top_px: element.scrollTop, height_px: element.clientHeight - HEAD_PX });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);

  const goTo = (cell: Cell) => {
    setActive(cell);
    const element = scroller.current;
    if (!element) return;
    const top_px = scrollFor(cell.row, { ...at, row_px: ROW_PX });
    if (top_px !== at.top_px) element.scrollTop = top_px;
    // The cell may not be drawn yet; sideways, the browser knows best.
    requestAnimationFrame(() =>
      document
        .getElementById(cellId(id, cell))
        ?.scrollIntoView({ block: "nearest", inline: "nearest" }),
    );
  };

  const activeColumn = columns[active.column];
  const activeRow = rows.at(active.row);
  const edit = (first?: string) => {
    if (!activeColumn?.editable || !activeRow) return;
    if (activeColumn.kind === "boolean") {
      props.onChange(activeRow, activeColumn, nextTruth(activeRow[activeColumn.name]));
      return;
    }
    setEditing({ first });
  };
  const close = (next?: Cell) => {
    setEditing(undefined);
    scroller.current?.focus();
    if (next) goTo(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (editing || event.target !== scroller.current) return;
    const control = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor(at.height_px / ROW_PX) - 1);
    const next = cellAfter(event.key, active, { ...size, page }, control);
    if (next) {
      event.preventDefault();
      return goTo(next);
    }
    if (event.altKey || control) return;
    if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      edit();
    } else if (event.key === " " && mayChange && activeRow) {
      event.preventDefault();
      props.onPick(activeRow.id, !picked.has(activeRow.id));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      if (activeColumn?.editable && activeRow) props.onChange(activeRow, activeColumn, null);
    } else if (event.key.length === 1 && activeColumn?.kind !== "boolean") {
      event.preventDefault();
      edit(event.key);
    }
  };

  const template = `${mayChange ? `${PICK_PX}px ` : ""}${columns.map(({ width_px }) => `${width_px}px`).join(" ")} minmax(0, 1fr)`;
  if (rows.error) return <ErrorState error={rows.error} onRetry={rows.retry} />;
  if (rows.isPending && rows.total === 0) return <SkeletonRows label="Loading rows" />;
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.total + 1}
      aria-colcount={columns.length + Number(mayChange)}
      aria-multiselectable={mayChange || undefined}
      aria-activedescendant={rows.total > 0 ? cellId(id, active) : undefined}
      onKeyDown={onKeyDown}
      className="group/grid relative h-[min(40rem,calc(100dvh-21rem))] min-h-72 overflow-auto overscroll-contain text-sm -outline-offset-2"
    >
      <div
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: template, height: HEAD_PX }}
        className="sticky top-0 z-20 grid w-max min-w-full border-b border-line bg-sunken text-xs text-ink-soft"
      >
        {mayChange && (
          <span role="columnheader" className="sticky start-0 z-10 bg-sunken" aria-label="Picked" />
        )}
        {columns.map((column) => (
          <HeadCell key={column.name} column={column} view={view} onSort={props.onSort} />
        ))}
      </div>
      <div
        style={{ height: rows.total * ROW_PX }}
        role="rowgroup"
        className="relative w-max min-w-full"
      >
        {places(drawn.first, drawn.end).map((place) => {
          const row = rows.at(place);
          return (
            <div
              key={row ? `row-${row.id}` : `place-${place}`}
              role="row"
              aria-rowindex={place + 2}
              aria-selected={row ? picked.has(row.id) : undefined}
              style={{ gridTemplateColumns: template, height: ROW_PX, top: place * ROW_PX }}
              className={clsx(
                "absolute inset-x-0 grid border-b border-line",
                row && picked.has(row.id) ? "bg-accent-soft" : "bg-surface hover:bg-hover",
              )}
            >
              {mayChange && (
                <span
                  role="gridcell"
                  className="sticky start-0 z-10 flex items-center justify-center bg-inherit"
                >
                  {row && (
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={`Pick row ${row.id}`}
                      checked={picked.has(row.id)}
                      onChange={(event) => props.onPick(row.id, event.target.checked)}
                      className="size-5"
                    />
                  )}
                </span>
              )}
              {columns.map((column, index) => {
                const cell = { row: place, column: index };
                const isActive = active.row === place && active.column === index;
                return (
                  <GridCell
                    key={column.name}
                    id={cellId(id, cell)}
                    column={column}
                    value={row?.[column.name]}
                    isThere={row !== undefined}
                    isActive={isActive}
                    onPress={() => goTo(cell)}
                    onOpen={() => edit()}
                  >
                    {isActive && editing && row && (
                      <CellEditor
                        column={column}
                        value={row[column.name]}
                        first={editing.first}
                        onCancel={() => close()}
                        onSave={(value, key) => {
                          if (value !== undefined) props.onChange(row, column, value);
                          close(afterSave(key, active, size));
                        }}
                      />
                    )}
                  </GridCell>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function afterSave(key: string, { row, column }: Cell, size: { rows: number; columns: number }) {
  const page = 1;
  if (key === "Enter") return cellAfter("ArrowDown", { row, column }, { ...size, page });
  if (key === "Tab") return cellAfter("ArrowRight", { row, column }, { ...size, page });
  return undefined;
}

const cellId = (grid: string, { row, column }: Cell) => `${grid}-${row}-${column}`;

const places = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, index) => first + index);
