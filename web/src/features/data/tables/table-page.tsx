// One table: its rows, looked at, narrowed, changed, brought in and taken out.
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Columns3, Download, MoreHorizontal, Plus, Trash2, Upload } from "lucide-react";
import { useMemo, useState } from "react";
import {
  CHANGES_AT_ONCE,
  csvAddress,
  type DataTable,
  type RowFilter,
  tableQuery,
  useChangeRow,
  useDeleteRows,
  useInsertRows,
} from "@/api/tables";
import { useMay, useWorkspace } from "@/api/workspace";
import { count, counted } from "@/lib/format";
import { Link, useNavigate, useParams } from "@/router";
import { Button, IconButton } from "@/ui/button";
import { buttonClass } from "@/ui/classes";
import { ConfirmDialog } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { ErrorNote } from "@/ui/error-note";
import { ErrorState } from "@/ui/error-state";
import { Menu, MenuItem } from "@/ui/menu";
import { Card, Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { toast, toastProblem } from "@/ui/toast";
import { gridColumns } from "./cells";
import { filledIn } from "./conditions";
import { DeleteTable } from "./delete-table";
import { Filters } from "./filters";
import { Grid } from "./grid";
import { ImportDialog } from "./import-dialog";
import { TableDialog } from "./table-dialog";

export function TablePage() {
  const { id: workspace } = useWorkspace();
  const { table: id } = useParams({ from: "/data/tables/$table" });
  const table = useQuery(tableQuery(workspace, id));
  return (
    <Page
      title={table.data?.name ?? "Table"}
      description={
        <Link to="/data/tables" className="inline-flex items-center gap-1.5 text-sm hover:text-ink">
          <ArrowLeft size={15} aria-hidden /> All tables
        </Link>
      }
      actions={table.data && <Actions workspace={workspace} table={table.data} />}
    >
      {table.error ? (
        <Card>
          <ErrorState error={table.error} onRetry={() => void table.refetch()} />
        </Card>
      ) : null}
      {table.isPending && (
        <Card className="overflow-hidden">
          <SkeletonRows label="Loading the table" />
        </Card>
      )}
      {table.data && <Rows key={id} workspace={workspace} table={table.data} />}
    </Page>
  );
}

type PartProps = { workspace: string; table: DataTable };
type Open = "columns" | "import" | "delete";

function Actions({ workspace, table }: PartProps) {
  const mayChange = useMay("editor");
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>();
  const insert = useInsertRows(workspace, table.id);
  const close = () => setOpen(undefined);
  if (!mayChange) return null;
  return (
    <>
      <Menu
        trigger={
          <IconButton
            label="More"
            variant="secondary"
            size="medium"
            icon={<MoreHorizontal size={18} aria-hidden />}
          />
        }
      >
        <MenuItem icon={<Columns3 size={16} aria-hidden />} onSelect={() => setOpen("columns")}>
          Name and columns
        </MenuItem>
        <MenuItem icon={<Upload size={16} aria-hidden />} onSelect={() => setOpen("import")}>
          Import CSV
        </MenuItem>
        <MenuItem danger icon={<Trash2 size={16} aria-hidden />} onSelect={() => setOpen("delete")}>
          Delete table
        </MenuItem>
      </Menu>
      <Button
        variant="primary"
        icon={<Plus size={18} aria-hidden />}
        busy={insert.isPending}
        onClick={() => insert.mutate([{}], { onError: toastProblem })}
      >
        Add row
      </Button>
      {open === "columns" && <TableDialog workspace={workspace} table={table} onClose={close} />}
      {open === "import" && <ImportDialog workspace={workspace} table={table} onClose={close} />}
      {open === "delete" && (
        <DeleteTable
          workspace={workspace}
          table={table}
          onDone={() => navigate({ to: "/data/tables" })}
          onClose={close}
        />
      )}
    </>
  );
}

function Rows({ workspace, table }: PartProps) {
  const mayChange = useMay("editor");
  const [filter, setFilter] = useState<RowFilter>({ conditions: [] });
  const [order, setOrder] = useState<{ sort?: string; descending?: boolean }>({});
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const [total, setTotal] = useState(table.rows);
  const changeRow = useChangeRow(workspace, table.id);
  const columns = useMemo(() => gridColumns(table.columns, mayChange), [table.columns, mayChange]);
  const narrowed = useMemo(() => filledIn(filter, columns), [filter, columns]);
  const view = useMemo(() => ({ ...order, filter: narrowed }), [order, narrowed]);
  const hasFilter = narrowed.conditions.length > 0;

  /** Up, then down, then as they were added. */
  const sort = (column: string) =>
    setOrder((before) => {
      if (before.sort !== column) return { sort: column };
      return before.descending ? {} : { sort: column, descending: true };
    });
  const pick = (row: number, isPicked: boolean) =>
    setPicked((before) => {
      const next = new Set(before);
      if (isPicked) next.add(row);
      else next.delete(row);
      return next;
    });

  return (
    <>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <Filters columns={columns} filter={filter} onChange={setFilter} />
        <span className="ms-auto flex items-center gap-3 text-sm text-ink-soft">
          <span role="status">
            {hasFilter ? `${count(total)} of ${counted(table.rows, "row")}` : counted(total, "row")}
          </span>
          <a
            href={csvAddress(workspace, table.id, view)}
            download
            className={buttonClass("secondary", "small")}
          >
            <Download size={16} aria-hidden /> CSV
          </a>
        </span>
      </div>
      {picked.size > 0 && (
        <Picked
          workspace={workspace}
          table={table}
          picked={picked}
          onDone={() => setPicked(new Set())}
        />
      )}
      <Card className="overflow-hidden">
        {table.rows === 0 && !hasFilter ? (
          <EmptyState title="No rows yet">
            {table.columns.length === 0
              ? "Give the table columns under “Name and columns”, or import a CSV file, which brings its own."
              : "Add one here, import a CSV file, or let a flow insert some with the block “Data table”."}
          </EmptyState>
        ) : (
          <Grid
            workspace={workspace}
            table={table.id}
            label={`Rows of ${table.name}`}
            columns={columns}
            view={view}
            picked={picked}
            mayChange={mayChange}
            onSort={sort}
            onPick={pick}
            onTotal={setTotal}
            onChange={(row, column, value) =>
              changeRow.mutate(
                { row: row.id, cells: { [column.name]: value } },
                { onError: toastProblem },
              )
            }
          />
        )}
      </Card>
      <p className="mt-3 text-sm text-ink-soft max-md:hidden">
        Arrows go from cell to cell, Enter or typing changes one, Delete empties it, Space picks a
        row.
      </p>
    </>
  );
}

type PickedProps = PartProps & { picked: ReadonlySet<number>; onDone(): void };

function Picked({ workspace, table, picked, onDone }: PickedProps) {
  const [asking, setAsking] = useState(false);
  const { mutate, error, isPending } = useDeleteRows(workspace, table.id);
  const rows = [...picked].slice(0, CHANGES_AT_ONCE);
  const perform = () =>
    mutate(rows, {
      onSuccess: ({ deleted }) => {
        toast({ title: `${counted(deleted, "row")} deleted` });
        setAsking(false);
        onDone();
      },
    });
  return (
    <div className="mb-3 flex items-center gap-3 rounded-control bg-accent-soft px-4 py-2 text-sm">
      <span className="me-auto font-medium">{counted(picked.size, "row")} picked</span>
      <Button size="small" onClick={onDone}>
        Pick none
      </Button>
      <Button size="small" variant="danger" onClick={() => setAsking(true)}>
        Delete
      </Button>
      {asking && (
        <ConfirmDialog
          title={`Delete ${counted(rows.length, "row")}?`}
          confirm="Delete"
          busy={isPending}
          onConfirm={perform}
          onClose={() => setAsking(false)}
        >
          <p>They cannot be brought back.</p>
          {error && (
            <div className="mt-4">
              <ErrorNote error={error} />
            </div>
          )}
        </ConfirmDialog>
      )}
    </div>
  );
}
