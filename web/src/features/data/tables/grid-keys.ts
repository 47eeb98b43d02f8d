// What the keyboard does in the grid.

export type Cell = { row: number; column: number };

/** Where a key leads from a cell; undefined if it leads nowhere. */
export function cellAfter(
  key: string,
  { row, column }: Cell,
  size: { rows: number; columns: number; page: number },
  withControl = false,
): Cell | undefined {
  const last = { row: Math.max(0, size.rows - 1), column: Math.max(0, size.columns - 1) };
  const to = (next: Cell): Cell => ({
    row: Math.min(Math.max(0, next.row), last.row),
    column: Math.min(Math.max(0, next.column), last.column),
  });
  switch (key) {
    case "ArrowUp":
      return to({ row: withControl ? 0 : row - 1, column });
    case "ArrowDown":
      return to({ row: withControl ? last.row : row + 1, column });
    case "ArrowLeft":
      return to({ row, column: withControl ? 0 : column - 1 });
    case "ArrowRight":
      return to({ row, column: withControl ? last.column : column + 1 });
    case "Home":
      return to({ row: withControl ? 0 : row, column: 0 });
    case "End":
      return to({ row: withControl ? last.row : row, column: last.column });
    case "PageUp":
      return to({ row: row - size.page, column });
    case "PageDown":
      return to({ row: row + size.page, column });
    default:
      return undefined;
  }
}
