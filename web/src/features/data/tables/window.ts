// Which rows and pages of a long list are in view.

export type RowWindow = {
  /** The first row that is drawn, and the one behind the last. */
  first: number;
  end: number;
  /** The pages those rows are in. */
  pages: number[];
};

/** Rows drawn above and below what is in view, so that scrolling shows no gap. */
const MARGIN_ROWS = 8;

export function rowWindow(
  total: number,
  { top_px, height_px, row_px }: { top_px: number; height_px: number; row_px: number },
  pageSize: number,
): RowWindow {
  if (total === 0) return { first: 0, end: 0, pages: [0] };
  const at = Math.floor(top_px / row_px);
  const first = Math.min(Math.max(0, at - MARGIN_ROWS), total - 1);
  const end = Math.min(total, at + Math.ceil(height_px / row_px) + MARGIN_ROWS);
  const last = Math.max(first, end - 1);
  const pages: number[] = [];
  for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1) {
    pages.push(page);
  }
  return { first, end: last + 1, pages };
}

/** How far to scroll so that a row is in view; the same place if it is. */
export function scrollFor(
  row: number,
  { top_px, height_px, row_px }: { top_px: number; height_px: number; row_px: number },
): number {
  const rowTop_px = row * row_px;
  if (rowTop_px < top_px) return rowTop_px;
  const bottom_px = rowTop_px + row_px - height_px;
  return bottom_px > top_px ? bottom_px : top_px;
}
