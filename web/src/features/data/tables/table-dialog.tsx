// Makes a table, or gives it another name and other columns.
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { type DataTable, useChangeTable, useCreateTable } from "@/api/tables";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toast";
import { ColumnFields, type DraftColumn, wanted } from "./column-fields";

const FORM = "table";

type Props = {
  workspace: string;
  table?: DataTable | undefined;
  onDone?(table: DataTable): void;
  onClose(): void;
};

export function TableDialog({ workspace, table, onDone, onClose }: Props) {
  const [name, setName] = useState(table?.name ?? "");
  const [columns, setColumns] = useState<DraftColumn[]>(() => drafts(table));
  const create = useCreateTable(workspace);
  const change = useChangeTable(workspace, table?.id ?? "");
  const { mutate, error, isPending } = table ? change : create;
  const gone = (table?.columns ?? []).filter(
    ({ place }) => !columns.some((column) => column.place === place),
  );

  const save = (event: FormEvent) => {
    event.preventDefault();
    mutate(
      { name: name.trim(), columns: wanted(columns) },
      {
        onSuccess: (saved) => {
          toast({ title: table ? `${saved.name} is saved` : `${saved.name} is made` });
          onDone?.(saved);
          onClose();
        },
      },
    );
  };

  return (
    <Dialog
      title={table ? "Name and columns" : "New table"}
      width="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={FORM}
            variant={gone.length > 0 ? "danger" : "primary"}
            busy={isPending}
          >
            {table ? "Save" : "Create"}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={save} className="flex flex-col gap-5">
        <TextField
          label="Name"
          value={name}
          required
          maxLength={100}
          placeholder="Customers"
          autoComplete="off"
          error={error ? asProblem(error).field("name") : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <ColumnFields columns={columns} onChange={setColumns} />
        <p className="text-sm text-ink-soft">
          Every row has a number and the times it was added and changed by itself. Rows are found
          without looking at all of them by columns that are quick to find by; up to five can be.
        </p>
        {gone.length > 0 && (
          <p className="rounded-control bg-warn-soft px-4 py-3 text-sm text-warn">
            {gone.map((column) => `“${column.name}”`).join(", ")}{" "}
            {gone.length === 1 ? "goes" : "go"} with everything in it; that cannot be undone.
          </p>
        )}
        {error && <ErrorNote error={error} shown={["name"]} />}
      </form>
    </Dialog>
  );
}

function drafts(table: DataTable | undefined): DraftColumn[] {
  const known = table?.columns.map((column, key) => ({ ...column, key }));
  return known ?? [{ key: 0, name: "", kind: "text", indexed: true }];
}
