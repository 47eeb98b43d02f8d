// The rows of a view, fetched a page at a time as they come into view.
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import { type DataRow, ROWS_AT_ONCE, type RowView, rowsQuery } from "@/api/tables";

type Rows = {
  total: number;
  error: unknown;
  isPending: boolean;
  /** The row at this place, if it is there yet. */
  at(place: number): DataRow | undefined;
  retry(): void;
};

export function useRows(
  workspace: string,
  table: string,
  view: RowView,
  pages: readonly number[],
): Rows {
  const found = useQueries({
    queries: pages.map((page) => ({
      ...rowsQuery(workspace, table, view, page),
      placeholderData: keepPreviousData,
    })),
  });
  // While a page is fetched, the number of rows is the one known before.
  const known = useRef(0);
  const total = found.find(({ data }) => data)?.data?.total;
  if (total !== undefined) known.current = total;
  return {
    total: total ?? known.current,
    error: found.find(({ error }) => error)?.error,
    isPending: total === undefined && found.some(({ isPending }) => isPending),
    at: (place) => {
      const index = pages.indexOf(Math.floor(place / ROWS_AT_ONCE));
      const page = found[index];
      return page?.isPlaceholderData ? undefined : page?.data?.items[place % ROWS_AT_ONCE];
    },
    retry: () => {
      for (const page of found) void page.refetch();
    },
  };
}
