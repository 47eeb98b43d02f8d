// Data tables, their columns and rows.

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Json } from "@/graph/document";
import { get, patch, path, post, remove } from "./client";
import { pagesQuery } from "./pages";
import { inWorkspace } from "./workspace";

export type ColumnKind = "text" | "number" | "boolean" | "date" | "json";

export type DataColumn = { place: number; name: string; kind: ColumnKind; indexed: boolean };
/** A column that is wanted; a new one has no place. */
export type WantedColumn = Omit<DataColumn, "place"> & { place?: number };

export type DataTable = {
  id: string;
  name: string;
  columns: DataColumn[];
  rows: number;
  rows_most: number;
  size_bytes: number;
  size_most_bytes: number;
  created_at: number;
  updated_at: number;
};

/** A row by the names of its columns. */
export type DataRow = {
  readonly id: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly [column: string]: Json;
};
export type DataRows = { items: DataRow[]; total: number };

export type Test =
  | "equals"
  | "not_equals"
  | "like"
  | "ilike"
  | "greater"
  | "greater_or_equal"
  | "less"
  | "less_or_equal"
  | "is_empty"
  | "is_not_empty"
  | "is_true"
  | "is_false";
export type Condition = { column: string; test: Test; value?: Json };
export type RowFilter = { any?: boolean; conditions: Condition[] };

/** Which rows of a table are looked at, and in which order. */
export type RowView = { filter?: RowFilter; sort?: string; descending?: boolean };

/** So many rows are fetched at once. */
export const ROWS_AT_ONCE = 100;
/** So many are changed at once. */
export const CHANGES_AT_ONCE = 500;

const tablesKey = (workspace: string) => [workspace, "tables"] as const;
const rowsKey = (workspace: string, table: string) => [workspace, "tables", table, "rows"] as const;
const ofTable = (workspace: string, table: string, rest = "") =>
  inWorkspace(workspace, `${path`/tables/${table}`}${rest}`);

export const tablesQuery = (workspace: string) =>
  pagesQuery<DataTable>(tablesKey(workspace), inWorkspace(workspace, "/tables"), { limit: 200 });

export const tableQuery = (workspace: string, table: string) =>
  queryOptions({
    queryKey: [...tablesKey(workspace), table],
    queryFn: ({ signal }) => get<DataTable>(ofTable(workspace, table), { signal }),
  });

/** One page of rows, by its number. */
export const rowsQuery = (workspace: string, table: string, view: RowView, page: number) =>
  queryOptions({
    queryKey: [...rowsKey(workspace, table), view, page],
    queryFn: ({ signal }) =>
      get<DataRows>(ofTable(workspace, table, "/rows"), {
        query: { ...asQuery(view), offset: page * ROWS_AT_ONCE, limit: ROWS_AT_ONCE },
        signal,
      }),
  });

/** Where the rows are as CSV. */
export const csvAddress = (workspace: string, table: string, view: RowView) => {
  const given = Object.entries(asQuery(view)).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return `/api/v1${ofTable(workspace, table, "/csv")}${search.size > 0 ? `?${search}` : ""}`;
};

function asQuery({ filter, sort, descending }: RowView) {
  const hasFilter = filter !== undefined && filter.conditions.length > 0;
  return {
    filter: hasFilter ? JSON.stringify(filter) : undefined,
    sort,
    descending: descending || undefined,
  };
}

export function useCreateTable(workspace: string) {
  return useTablesChange(workspace, (table: { name: string; columns: WantedColumn[] }) =>
    post<DataTable>(inWorkspace(workspace, "/tables"), table),
  );
}

export function useChangeTable(workspace: string, table: string) {
  return useTablesChange(workspace, (change: { name?: string; columns?: WantedColumn[] }) =>
    patch<DataTable>(ofTable(workspace, table), change),
  );
}

export function useDeleteTable(workspace: string) {
  return useTablesChange(workspace, (table: string) => remove(ofTable(workspace, table)));
}

export function useInsertRows(workspace: string, table: string) {
  return useTablesChange(workspace, (rows: Record<string, Json>[]) =>
    post<{ items: DataRow[] }>(ofTable(workspace, table, "/rows"), { rows }),
  );
}

export function useDeleteRows(workspace: string, table: string) {
  return useTablesChange(workspace, (rows: number[]) =>
    post<{ deleted: number }>(ofTable(workspace, table, "/rows/delete"), { rows }),
  );
}

export type Imported = { rows: number; new_columns: string[] };

export function useImportCsv(workspace: string, table: string) {
  return useTablesChange(workspace, (csv: string) =>
    post<Imported>(ofTable(workspace, table, "/csv"), { csv, adds_columns: true }),
  );
}

/** A change of cells; the row is shown as it will be until the server has answered. */
export function useChangeRow(workspace: string, table: string) {
  const client = useQueryClient();
  const queryKey = rowsKey(workspace, table);
  const show = (change: (row: DataRow) => DataRow) =>
    client.setQueriesData<DataRows>(
      { queryKey },
      (page) => page && { ...page, items: page.items.map(change) },
    );
  return useMutation({
    mutationFn: ({ row, cells }: { row: number; cells: Record<string, Json> }) =>
      patch<DataRow>(ofTable(workspace, table, path`/rows/${row}`), { cells }),
    onMutate: ({ row, cells }) => show((one) => (one.id === row ? { ...one, ...cells } : one)),
    onSuccess: (changed) => show((one) => (one.id === changed.id ? changed : one)),
    onError: () => client.invalidateQueries({ queryKey }),
  });
}

function useTablesChange<Input, Output>(
  workspace: string,
  mutationFn: (input: Input) => Promise<Output>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: tablesKey(workspace) }),
  });
}
