// A statement of SQL, written or made from a table and columns.
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/button";
import { SelectInput } from "@/ui/input";
import { SQL_TEMPLATES, type SqlTemplate } from "../sql/templates";
import type { WidgetProps } from "./index";
import { Lines } from "./text";

export function SqlText(props: WidgetProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="grid gap-1.5">
      <Lines {...props} lines={6} mono />
      {!props.readOnly &&
        (isOpen ? (
          <Builder
            onMade={(statement) => {
              setOpen(false);
              props.onChange(statement);
            }}
          />
        ) : (
          <Button
            size="small"
            className="justify-self-start"
            icon={<Plus size={15} aria-hidden />}
            onClick={() => setOpen(true)}
          >
            Build a statement
          </Button>
        ))}
    </div>
  );
}

function Builder({ onMade }: { onMade(statement: string): void }) {
  const [kind, setKind] = useState<SqlTemplate["id"]>("select");
  const [table, setTable] = useState("");
  const [columns, setColumns] = useState("");
  const [keys, setKeys] = useState("id");
  const template = SQL_TEMPLATES.find(({ id }) => id === kind) ?? SQL_TEMPLATES[0];
  const made = template?.write({ table, columns: names(columns), keys: names(keys) });
  const input = "h-9 w-full min-w-0 rounded-control border border-line-strong/60 bg-surface px-3";
  return (
    <fieldset className="grid gap-3 rounded-control border border-line p-3">
      <legend className="px-1 text-sm font-medium">Build a statement</legend>
      <SelectInput
        aria-label="What it does"
        value={kind}
        options={SQL_TEMPLATES.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(event) => setKind(event.target.value as SqlTemplate["id"])}
      />
      <label className="grid gap-1 text-sm">
        Table
        <input className={input} value={table} onChange={(event) => setTable(event.target.value)} />
      </label>
      <label className="grid gap-1 text-sm">
        Columns, with commas
        <input
          className={input}
          value={columns}
          placeholder="name, email"
          onChange={(event) => setColumns(event.target.value)}
        />
      </label>
      {template?.hasKeys && (
        <label className="grid gap-1 text-sm">
          Where these are equal
          <input className={input} value={keys} onChange={(event) => setKeys(event.target.value)} />
        </label>
      )}
      <pre className="overflow-auto rounded-small bg-sunken px-3 py-2 font-mono text-sm whitespace-pre-wrap">
        {made}
      </pre>
      <Button
        size="small"
        className="justify-self-start"
        disabled={table.trim() === "" || made === undefined}
        onClick={() => made !== undefined && onMade(made)}
      >
        Use this statement
      </Button>
    </fieldset>
  );
}

function names(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
