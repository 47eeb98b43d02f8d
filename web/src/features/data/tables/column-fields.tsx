// The columns of a table as a form: names, what they hold, and their order.
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import type { WantedColumn } from "@/api/tables";
import { Button, IconButton } from "@/ui/button";
import { Input, SelectInput } from "@/ui/input";
import { Checkbox } from "@/ui/toggle";
import { KIND_LABELS } from "./cells";

const KINDS = Object.entries(KIND_LABELS).map(([value, label]) => ({ value, label }));

export type DraftColumn = WantedColumn & { key: number };

type Props = {
  columns: readonly DraftColumn[];
  onChange(columns: DraftColumn[]): void;
};

export function ColumnFields({ columns, onChange }: Props) {
  const change = (key: number, part: Partial<DraftColumn>) =>
    onChange(columns.map((column) => (column.key === key ? { ...column, ...part } : column)));
  const move = (index: number, by: number) => {
    const next = [...columns];
    const [moved] = next.splice(index, 1);
    if (moved) next.splice(index + by, 0, moved);
    onChange(next);
  };
  const add = () => {
    const key = Math.max(0, ...columns.map((column) => column.key)) + 1;
    onChange([...columns, { key, name: "", kind: "text", indexed: false }]);
  };

  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-2 text-sm font-medium">Columns</legend>
      {columns.length === 0 && (
        <p className="text-sm text-ink-soft">
          No columns yet. Importing a CSV file makes them, too.
        </p>
      )}
      {columns.map((column, index) => (
        <div
          key={column.key}
          className="flex flex-wrap items-center gap-2 rounded-control border border-line p-2"
        >
          <Input
            aria-label={`Name of column ${index + 1}`}
            value={column.name}
            required
            maxLength={64}
            placeholder="email"
            autoComplete="off"
            className="min-w-32 flex-1"
            onChange={(event) => change(column.key, { name: event.target.value })}
          />
          <SelectInput
            aria-label={`What column ${index + 1} holds`}
            value={column.kind}
            options={KINDS}
            className="w-32"
            onChange={(event) =>
              change(column.key, { kind: event.target.value as DraftColumn["kind"] })
            }
          />
          <Checkbox
            label="Quick to find by"
            checked={column.indexed}
            className="items-center px-1"
            onChange={(indexed) => change(column.key, { indexed })}
          />
          <span className="ms-auto flex">
            <IconButton
              label="Move up"
              icon={<ArrowUp size={16} aria-hidden />}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            />
            <IconButton
              label="Move down"
              icon={<ArrowDown size={16} aria-hidden />}
              disabled={index === columns.length - 1}
              onClick={() => move(index, 1)}
            />
            <IconButton
              label={`Remove column ${column.name || index + 1}`}
              icon={<Trash2 size={16} aria-hidden />}
              onClick={() => onChange(columns.filter(({ key }) => key !== column.key))}
            />
          </span>
        </div>
      ))}
      <Button
        size="small"
        icon={<Plus size={16} aria-hidden />}
        className="self-start"
        onClick={add}
      >
        Add column
      </Button>
    </fieldset>
  );
}

/** Columns as they are sent: without their keys, names trimmed. */
export function wanted(columns: readonly DraftColumn[]): WantedColumn[] {
  return columns.map(({ key: _, name, ...rest }) => ({ ...rest, name: name.trim() }));
}
