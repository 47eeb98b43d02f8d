// A list: entries are added, taken away, and put in order by drag or by keyboard.

import { clsx } from "clsx";
import { ArrowDown, ArrowUp, GripVertical, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { useForm } from "../context";
import { type Entries, entryName, newEntry, singular, useEntries } from "../entries";
import { FieldView } from "../field-view";
import { Fields } from "../fields";
import { GroupBox } from "../group-box";
import { isObject, type Json, type Path } from "../json";
import { type Field, fieldOf, fieldsOf } from "../schema";
import type { WidgetProps } from "./index";

export function List({ field, path, value, onChange, readOnly, labelledBy, label }: WidgetProps) {
  const { root } = useForm();
  const list: readonly Json[] = Array.isArray(value) ? value : [];
  const entries = useEntries(list, (next) =>
    onChange(next.length === 0 && !field.required ? undefined : next),
  );
  const entry = fieldOf(field.title, field.schema.items ?? {}, false, root);
  const name = singular(entry.schema.title ?? field.title);
  const full = field.schema.maxItems !== undefined && list.length >= field.schema.maxItems;
  return (
    <GroupBox aria-labelledby={labelledBy} aria-label={label} className="grid gap-2">
      {list.map((one, index) => (
        <ListRow
          key={entries.keys[index]}
          {...{ index, entries, readOnly, count: list.length }}
          name={`${name} ${entryName(one, index)}`}
          tall={entry.widget === "object" || entry.widget === "variant"}
        >
          <EntryControl
            field={{ ...entry, title: `${field.title} ${index + 1}` }}
            path={[...path, index]}
            value={one}
            onChange={(next) => entries.change(index, next)}
          />
        </ListRow>
      ))}
      {!readOnly && (
        <Button
          size="small"
          className="justify-self-start"
          icon={<Plus size={15} aria-hidden />}
          disabled={full}
          onClick={() => entries.add(newEntry(field.schema.items, root))}
        >
          Add {name}
        </Button>
      )}
    </GroupBox>
  );
}

interface EntryControlProps {
  field: Field;
  path: Path;
  value: Json;
  onChange(next: Json | undefined): void;
}

function EntryControl({ field, path, value, onChange }: EntryControlProps) {
  const { root } = useForm();
  if (field.widget !== "object") {
    return (
      <FieldView
        compact
        field={field}
        path={path}
        value={value}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  }
  return (
    <Fields
      dense
      fields={fieldsOf(field.schema, root)}
      value={isObject(value) ? value : {}}
      path={path}
      onChange={onChange}
    />
  );
}

interface ListRowProps {
  index: number;
  count: number;
  name: string;
  entries: Entries;
  readOnly: boolean;
  /** Several fields, so the tools stand above them. */
  tall: boolean;
  /** Whether the order means something. */
  sortable?: boolean;
  children: ReactNode;
}

const DRAG_TYPE = "application/x-towpath-entry";

export function ListRow({
  index,
  count,
  name,
  entries,
  readOnly,
  tall,
  sortable = true,
  children,
}: ListRowProps) {
  const [over, setOver] = useState(false);
  const tools = !readOnly && (
    <span className="flex shrink-0 items-center">
      {sortable && count > 1 && (
        <>
          <IconButton
            label={`Move ${name} up`}
            icon={<ArrowUp size={15} />}
            disabled={index === 0}
            className="size-7! max-sm:size-8!"
            onClick={() => entries.move(index, index - 1)}
          />
          <IconButton
            label={`Move ${name} down`}
            icon={<ArrowDown size={15} />}
            disabled={index === count - 1}
            className="size-7! max-sm:size-8!"
            onClick={() => entries.move(index, index + 1)}
          />
        </>
      )}
      <IconButton
        label={`Remove ${name}`}
        icon={<Trash2 size={15} />}
        className="size-7! max-sm:size-8!"
        onClick={() => entries.remove(index)}
      />
    </span>
  );
  const grip = !readOnly && sortable && count > 1 && (
    <span
      aria-hidden
      draggable
      title="Drag to put in order"
      className="flex h-7 w-5 shrink-0 cursor-grab items-center justify-center text-ink-faint"
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAG_TYPE, String(index));
        event.dataTransfer.effectAllowed = "move";
      }}
    >
      <GripVertical size={15} />
    </span>
  );
  const dropProps = {
    onDragOver: (event: React.DragEvent) => {
      if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: React.DragEvent) => {
      setOver(false);
      const from = event.dataTransfer.getData(DRAG_TYPE);
      if (from === "") return;
      event.preventDefault();
      entries.move(Number(from), index);
    },
  };
  if (!tall) {
    return (
      <div
        {...dropProps}
        className={clsx(
          "flex items-start gap-1 rounded-control",
          over && "outline-2 outline-accent",
        )}
      >
        {grip && <span className="pt-1.5">{grip}</span>}
        <div className="min-w-0 flex-1">{children}</div>
        <span className="pt-1">{tools}</span>
      </div>
    );
  }
  return (
    <div
      {...dropProps}
      className={clsx(
        "rounded-control border bg-ground/50 p-3 pt-1.5",
        over ? "border-accent" : "border-line",
      )}
    >
      <div className="mb-1.5 flex min-h-7 items-center gap-1 text-sm text-ink-soft">
        {grip}
        <span className="min-w-0 flex-1 truncate first-letter:uppercase">{name}</span>
        {tools}
      </div>
      {children}
    </div>
  );
}
