// Names and values: a table of two columns. Kept as an object, or as a list of
// objects with two fields, as the schema says.

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/button";
import { Input } from "@/ui/input";
import { useForm } from "../context";
import { useEntries } from "../entries";
import { FieldView } from "../field-view";
import { GroupBox } from "../group-box";
import { isObject, type Json, type JsonObject, sameJson } from "../json";
import { type Field, fieldOf, fieldsOf, resolve, type Schema } from "../schema";
import type { WidgetProps } from "./index";
import { ListRow } from "./list-row";

export function KeyValue(props: WidgetProps) {
  return props.field.schema.type === "array" ? <PairList {...props} /> : <PairObject {...props} />;
}

/** Pairs as a list of objects: the first field is the name, the second the value. */
function PairList({ field, path, value, onChange, readOnly, labelledBy }: WidgetProps) {
  const { root } = useForm();
  const [name, text] = fieldsOf(resolve(field.schema.items, root), root);
  const list: readonly Json[] = Array.isArray(value) ? value : [];
  const entries = useEntries(list, (next) => onChange(next.length === 0 ? undefined : next));
  if (!name || !text) return null;
  return (
    <GroupBox aria-labelledby={labelledBy} className="grid gap-2">
      {list.map((entry, index) => {
        const pair = isObject(entry) ? entry : {};
        const cell = (one: Field, place: string) => (
          <FieldView
            compact
            field={{
              ...one,
              title: `${one.title} ${place}`,
              placeholder: one.placeholder || one.title,
            }}
            path={[...path, index, one.name]}
            value={pair[one.name]}
            onChange={(next) => entries.change(index, withField(pair, one.name, next))}
          />
        );
        return (
          <ListRow
            key={entries.keys[index]}
            {...{ index, entries, readOnly }}
            count={list.length}
            name={`row ${index + 1}`}
            tall={false}
          >
            <div className="grid gap-2 @sm:grid-cols-[2fr_3fr]">
              {cell(name, String(index + 1))}
              {cell(text, String(index + 1))}
            </div>
          </ListRow>
        );
      })}
      <AddButton
        readOnly={readOnly}
        onAdd={() => entries.add({ [name.name]: "", [text.name]: "" })}
      />
    </GroupBox>
  );
}

/** Pairs as an object. Rows are kept here, because a name that is being typed may be empty or double. */
function PairObject({ field, path, value, onChange, readOnly, labelledBy }: WidgetProps) {
  const { root } = useForm();
  const [rows, setRows] = useState<Json[]>(() => rowsOf(value));
  // A value from elsewhere, such as by undo, replaces the rows.
  if (!sameJson(objectOf(rows), isObject(value) ? value : {})) setRows(rowsOf(value));
  const change = (next: Json[]) => {
    setRows(next);
    const object = objectOf(next);
    onChange(Object.keys(object).length === 0 ? undefined : object);
  };
  const entries = useEntries(rows, change);
  const values = valueField(field, root);
  return (
    <GroupBox aria-labelledby={labelledBy} className="grid gap-2">
      {rows.map((row, index) => {
        const [name = "", text = ""] = row as [string, Json];
        return (
          <ListRow
            key={entries.keys[index]}
            {...{ index, entries, readOnly }}
            count={rows.length}
            name={`row ${index + 1}`}
            tall={false}
            sortable={false}
          >
            <div className="grid gap-2 @sm:grid-cols-[2fr_3fr]">
              <Input
                aria-label={`Name ${index + 1}`}
                placeholder="Name"
                readOnly={readOnly}
                value={name}
                autoComplete="off"
                onChange={(event) => entries.change(index, [event.target.value, text])}
              />
              <FieldView
                compact
                field={{ ...values, title: `Value ${index + 1}`, placeholder: "Value" }}
                path={[...path, name]}
                value={text}
                onChange={(next) => entries.change(index, [name, next ?? ""])}
              />
            </div>
          </ListRow>
        );
      })}
      {/* A row without a name is no pair yet: it only stands here. */}
      <AddButton readOnly={readOnly} onAdd={() => entries.add(["", ""])} />
    </GroupBox>
  );
}

function AddButton({ readOnly, onAdd }: { readOnly: boolean; onAdd(): void }) {
  if (readOnly) return null;
  return (
    <Button
      size="small"
      className="justify-self-start"
      icon={<Plus size={15} aria-hidden />}
      onClick={onAdd}
    >
      Add row
    </Button>
  );
}

/** The values take expressions when the whole field does. */
function valueField(field: Field, root: Schema): Field {
  const values = fieldOf(
    "value",
    field.schema.additionalProperties ?? { type: "string" },
    false,
    root,
  );
  const known = values.widget === "json" ? { ...values, widget: "text" as const } : values;
  return { ...known, expression: known.expression || field.expression };
}

function rowsOf(value: Json | undefined): Json[] {
  return isObject(value) ? Object.entries(value).map(([name, text]) => [name, text]) : [];
}

function objectOf(rows: readonly Json[]): JsonObject {
  return Object.fromEntries((rows as [string, Json][]).filter(([name]) => name !== ""));
}

function withField(pair: JsonObject, name: string, next: Json | undefined): JsonObject {
  return { ...pair, [name]: next ?? "" };
}
