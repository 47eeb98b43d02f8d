// Asks before a table goes with all its rows.
import { type DataTable, useDeleteTable } from "@/api/tables";
import { counted } from "@/lib/format";
import { ConfirmDialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { toast } from "@/ui/toast";

type Props = { workspace: string; table: DataTable; onDone(): void; onClose(): void };

export function DeleteTable({ workspace, table, onDone, onClose }: Props) {
  const { mutate, error, isPending } = useDeleteTable(workspace);
  const perform = () =>
    mutate(table.id, {
      onSuccess: () => {
        toast({ title: `${table.name} is deleted` });
        onDone();
      },
    });
  return (
    <ConfirmDialog
      title={`Delete ${table.name}?`}
      confirm="Delete"
      busy={isPending}
      onConfirm={perform}
      onClose={onClose}
    >
      <p>
        {table.rows === 0
          ? "It is empty."
          : `It has ${counted(table.rows, "row")}, which go with it.`}{" "}
        Flows that use it fail from then on. It cannot be brought back.
      </p>
      {error && (
        <div className="mt-4">
          <ErrorNote error={error} />
        </div>
      )}
    </ConfirmDialog>
  );
}
