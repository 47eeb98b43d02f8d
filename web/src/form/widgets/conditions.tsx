// Conditions: all or any of some rows "this – compared how – with that".

import { Plus } from "lucide-react";
import { Button } from "@/ui/button";
import { Segments } from "@/ui/segments";
import { useForm } from "../context";
import { newEntry, useEntries } from "../entries";
import { FieldView } from "../field-view";
import { GroupBox } from "../group-box";
import { isObject, type Json, type JsonObject } from "../json";
import { type Field, fieldsOf, resolve, type Schema } from "../schema";
import type { WidgetProps } from "./index";
import { ListRow } from "./list-row";

const COMBINATORS: Record<string, string> = { and: "All of these", or: "Any of these" };

export function Conditions({ field, path, value, onChange, readOnly, labelledBy }: WidgetProps) {
  const { root } = useForm();
  const fields = fieldsOf(field.schema, root);
  const combinator = fields.find((one) => one.options.length > 0);
  const rows = fields.find((one) => one.schema.items !== undefined);
  const whole: JsonObject = isObject(value) ? value : isObject(field.default) ? field.default : {};
  const name = rows?.name ?? "conditions";
  const given: readonly Json[] = Array.isArray(whole[name]) ? (whole[name] as Json[]) : [];
  // Conditions without one are no use: the first stands ready to be filled in.
  const list = given.length > 0 ? given : [newEntry(rows?.schema.items, root)];
  const start =
    combinator === undefined
      ? {}
      : { [combinator.name]: combinator.default ?? combinator.options[0]?.value ?? null };
  const set = (change: JsonObject) => onChange({ ...start, ...whole, ...change });
  const entries = useEntries(list, (next) => set({ [name]: next }));
  const chosen = String(whole[combinator?.name ?? ""] ?? start[combinator?.name ?? ""] ?? "");
  return (
    <GroupBox aria-labelledby={labelledBy} className="grid gap-2">
      {combinator && list.length > 1 && (
        <Segments
          className="justify-self-start"
          label="How the conditions are taken together"
          disabled={readOnly}
          value={chosen}
          options={combinator.options.map((option) => ({
            value: String(option.value),
            label: COMBINATORS[String(option.value)] ?? option.title,
          }))}
          onChange={(next) => set({ [combinator.name]: next })}
        />
      )}
      {list.map((row, index) => (
        <ListRow
          key={entries.keys[index]}
          {...{ index, entries, readOnly }}
          count={list.length}
          name={`condition ${index + 1}`}
          tall
        >
          <Condition
            schema={resolve(rows?.schema.items, root)}
            path={[...path, name, index]}
            value={isObject(row) ? row : {}}
            onChange={(next) => entries.change(index, next)}
          />
        </ListRow>
      ))}
      {!readOnly && (
        <Button
          size="small"
          className="justify-self-start"
          icon={<Plus size={15} aria-hidden />}
          onClick={() => entries.add(newEntry(rows?.schema.items, root))}
        >
          Add condition
        </Button>
      )}
    </GroupBox>
  );
}

interface ConditionProps {
  schema: Schema;
  path: (string | number)[];
  value: JsonObject;
  onChange(next: JsonObject): void;
}

/** The operator stands between the sides; one that looks at one side hides the other. */
function Condition({ schema, path, value, onChange }: ConditionProps) {
  const { root } = useForm();
  const fields = fieldsOf(schema, root);
  const operator = fields.find((one) => one.options.length > 0);
  const chosen = operator && (value[operator.name] ?? operator.default);
  const sides = fields.filter(
    (one) => one !== operator && (one.name !== lastSide(fields) || !isUnary(chosen, schema)),
  );
  const [first, ...rest] = sides;
  const ordered = [first, operator, ...rest].filter((one) => one !== undefined);
  return (
    <div className="grid gap-2">
      {ordered.map((one) => (
        <FieldView
          key={one.name}
          compact
          field={{ ...one, placeholder: one.placeholder || PLACEHOLDER[one.name] || "" }}
          path={[...path, one.name]}
          value={value[one.name]}
          onChange={(next) => onChange(changed(value, one, next))}
        />
      ))}
    </div>
  );
}

const PLACEHOLDER: Record<string, string> = { left: "{{ $json.field }}", right: "Compared with" };

function lastSide(fields: readonly Field[]): string | undefined {
  return fields.findLast((one) => one.options.length === 0)?.name;
}

const ONE_SIDED = /^(is_)?(not_)?(empty|exists|null|true|false)$|^does_not_exist$|^not_exists$/;

/** Whether an operator looks at one side only: the schema says so, or its name does. */
function isUnary(operator: Json | undefined, schema: Schema): boolean {
  if (schema["x-unary"]) return schema["x-unary"].some((one) => one === operator);
  return typeof operator === "string" && ONE_SIDED.test(operator);
}

function changed(value: JsonObject, field: Field, next: Json | undefined): JsonObject {
  return { ...value, [field.name]: next ?? "" };
}
