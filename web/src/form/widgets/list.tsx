// A list: entries are added, taken away, and put in order by drag or by keyboard.

import { Plus } from "lucide-react";
import { Button } from "@/ui/button";
import { useForm } from "../context";
import { entryName, newEntry, singular, useEntries } from "../entries";
import { FieldView } from "../field-view";
import { Fields } from "../fields";
import { GroupBox } from "../group-box";
import { isObject, type Json, type Path } from "../json";
import { type Field, fieldOf, fieldsOf } from "../schema";
import type { WidgetProps } from "./index";
import { ListRow } from "./list-row";

export function List({ field, path, value, onChange, readOnly, labelledBy, label }: WidgetProps) {
  const { root } = useForm();
  const list = listOf(value ?? field.default);
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

/** A single text stands for a list of one where both may be given. */
function listOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" && value !== "" ? [value] : [];
}
