// Brings rows in from a CSV file.
import { FileSpreadsheet } from "lucide-react";
import { useState } from "react";
import { type DataTable, useImportCsv } from "@/api/tables";
import { counted } from "@/lib/format";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { toast } from "@/ui/toast";
import { csvParts } from "./csv-parts";

type Props = { workspace: string; table: DataTable; onClose(): void };

export function ImportDialog({ workspace, table, onClose }: Props) {
  const { mutateAsync, error, isPending } = useImportCsv(workspace, table.id);
  const [file, setFile] = useState<File>();
  const [done, setDone] = useState(0);

  const start = async () => {
    if (!file) return;
    let rows = 0;
    const columns: string[] = [];
    try {
      for (const part of csvParts(await file.text())) {
        const made = await mutateAsync(part);
        rows += made.rows;
        columns.push(...made.new_columns);
        setDone(rows);
      }
    } catch {
      // The note below says what is wrong.
      return;
    }
    toast({
      title: `${counted(rows, "row")} imported`,
      detail: columns.length > 0 ? `New columns: ${columns.join(", ")}` : "",
    });
    onClose();
  };

  return (
    <Dialog
      title="Import CSV"
      description={`Adds a row to ${table.name} for each line. The first line names the columns; new names become columns.`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={isPending} disabled={!file} onClick={() => void start()}>
            Import
          </Button>
        </>
      }
    >
      <label className="flex cursor-pointer flex-col items-center gap-2 rounded-card border border-dashed border-line-strong px-6 py-8 text-center focus-within:outline-2 focus-within:outline-accent hover:bg-hover">
        <FileSpreadsheet size={28} aria-hidden className="text-accent" />
        <span className="font-medium">{file ? file.name : "Choose a CSV file"}</span>
        <span className="text-sm text-ink-soft">
          {file
            ? `${Math.ceil(file.size / 1024)} KB`
            : "Parted by commas, semicolons or tabs; in UTF-8."}
        </span>
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          aria-label="CSV file"
          className="sr-only"
          onChange={(event) => setFile(event.target.files?.[0])}
        />
      </label>
      {done > 0 && (
        <p role="status" className="mt-4 text-sm text-ink-soft">
          {counted(done, "row")} imported so far.
        </p>
      )}
      {error && (
        <div className="mt-4">
          <ErrorNote error={error} />
        </div>
      )}
    </Dialog>
  );
}
