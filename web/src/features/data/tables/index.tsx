// The data tables of a workspace.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus, Table2 } from "lucide-react";
import { useState } from "react";
import { type DataTable, tablesQuery } from "@/api/tables";
import { useMay, useWorkspace } from "@/api/workspace";
import { count, counted } from "@/lib/format";
import { Link, useNavigate } from "@/router";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { MoreButton } from "@/ui/more-button";
import { Card } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { rowLinkClass, Table, TableBody, TableHead, Td, Th, Tr } from "@/ui/table";
import { RelativeTime } from "@/ui/time";
import { DataFrame } from "../frame";
import { TableDialog } from "./table-dialog";

export function TablesPage() {
  const { id: workspace } = useWorkspace();
  const mayChange = useMay("editor");
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const tables = useInfiniteQuery(tablesQuery(workspace));
  const list = tables.data;
  const newButton = mayChange && (
    <Button variant="primary" icon={<Plus size={18} aria-hidden />} onClick={() => setMaking(true)}>
      New table
    </Button>
  );

  return (
    <DataFrame
      title="Tables"
      description="Lists your flows keep here: customers, orders, what was sent to whom."
      actions={list && list.length > 0 && newButton}
    >
      <Card className="overflow-hidden">
        {tables.error ? (
          <ErrorState error={tables.error} onRetry={() => void tables.refetch()} />
        ) : null}
        {tables.isPending && <SkeletonRows label="Loading tables" />}
        {list?.length === 0 && (
          <EmptyState
            icon={<Table2 size={22} aria-hidden />}
            title="No tables yet"
            actions={newButton}
          >
            A table has columns with a type. Flows read and change its rows with the block “Data
            table”; here you look at them, edit them, and bring them in from a CSV file.
          </EmptyState>
        )}
        {list && list.length > 0 && <TableList tables={list} />}
        <MoreButton list={tables} />
      </Card>
      {making && (
        <TableDialog
          workspace={workspace}
          onDone={({ id }) => navigate({ to: "/data/tables/$table", params: { table: id } })}
          onClose={() => setMaking(false)}
        />
      )}
    </DataFrame>
  );
}

function TableList({ tables }: { tables: readonly DataTable[] }) {
  return (
    <Table label="Tables">
      <TableHead>
        <Th>Name</Th>
        <Th numeric>Rows</Th>
        <Th wideOnly>Columns</Th>
        <Th wideOnly>Last change</Th>
      </TableHead>
      <TableBody>
        {tables.map((table) => (
          <Tr key={table.id}>
            <Td className="w-1/2 max-w-0">
              <span className="flex items-center gap-3">
                <span className="flex size-9 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent">
                  <Table2 size={18} aria-hidden />
                </span>
                <Link
                  to="/data/tables/$table"
                  params={{ table: table.id }}
                  className={`${rowLinkClass} truncate`}
                >
                  {table.name}
                </Link>
              </span>
            </Td>
            <Td numeric>{count(table.rows)}</Td>
            <Td wideOnly className="max-w-72 truncate text-ink-soft">
              {columnsText(table)}
            </Td>
            <Td wideOnly className="whitespace-nowrap text-ink-soft">
              <RelativeTime at={table.updated_at} />
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function columnsText({ columns }: DataTable): string {
  const names = columns.map((column) => column.name);
  return names.length > 0 ? names.join(", ") : counted(0, "column");
}
