// Conditions: all or any of some rows "this – compared how – with that", and of groups
// of such. Rows are moved between groups by drag or by keyboard.

import { clsx } from "clsx";
import { ArrowDown, ArrowUp, FolderPlus, Plus, Trash2 } from "lucide-react";
import { Button, IconButton } from "@/ui/button";
import { SelectInput } from "@/ui/input";
import { Segments } from "@/ui/segments";
import { Checkbox } from "@/ui/toggle";
import { templatesFor } from "../conditions/templates";
import {
  conditionsIn,
  groupsIn,
  type Names,
  type Place,
  stepFrom,
  withGroup,
  withList,
  withMoved,
} from "../conditions/tree";
import { useForm } from "../context";
import { Grip, useDrop } from "../drag";
import { newEntry } from "../entries";
import { FieldView } from "../field-view";
import { FOLDED_GROUP, GroupBox } from "../group-box";
import { isObject, type Json, type JsonObject, type Path, sameJson } from "../json";
import { type Field, fieldsOf, resolve, type Schema } from "../schema";
import type { WidgetProps } from "./index";
import { TryOut } from "./try-out";

const COMBINATORS: Record<string, string> = { and: "All of these", or: "Any of these" };
const GROUPS_DEEPEST = 4;

/** What the schema says conditions are made of. */
interface Parts {
  names: Names;
  combinator: Field | undefined;
  /** The field that means the contrary. */
  not: string | undefined;
  row: Schema;
  newRow: Json;
}

function usePartsOf(field: Field): Parts {
  const { root } = useForm();
  const fields = fieldsOf(field.schema, root);
  const isList = (one: Field) => one.schema.items !== undefined;
  const rows = fields.find((one) => isList(one) && one.name !== "groups");
  return {
    names: {
      conditions: rows?.name ?? "conditions",
      groups: fields.find((one) => isList(one) && one !== rows)?.name,
    },
    combinator: fields.find((one) => one.options.length > 0),
    not: fields.find((one) => one.widget === "switch")?.name,
    row: resolve(rows?.schema.items, root),
    newRow: newEntry(rows?.schema.items, root),
  };
}

export function Conditions({ field, path, value, onChange, readOnly, labelledBy }: WidgetProps) {
  const parts = usePartsOf(field);
  const { names, combinator } = parts;
  const given: JsonObject = isObject(value) ? value : isObject(field.default) ? field.default : {};
  const isEmpty = conditionsIn(given, names).length + groupsIn(given, names).length === 0;
  // Conditions without one are no use: the first stands ready to be filled in.
  const whole = isEmpty ? withList(given, names.conditions, [parts.newRow]) : given;
  const start =
    combinator === undefined
      ? {}
      : { [combinator.name]: combinator.default ?? combinator.options[0]?.value ?? null };
  const set = (next: JsonObject) => onChange({ ...start, ...next });
  return (
    <GroupBox aria-labelledby={labelledBy} className="grid gap-3">
      <Group
        {...{ parts, path, readOnly }}
        root={whole}
        group={whole}
        place={[]}
        start={start}
        onRoot={set}
      />
      {!readOnly && <TryOut />}
    </GroupBox>
  );
}

interface GroupProps {
  parts: Parts;
  root: JsonObject;
  group: JsonObject;
  place: Place;
  path: Path;
  /** What a group begins with. */
  start: JsonObject;
  readOnly: boolean;
  onRoot(root: JsonObject): void;
}

const DRAG_TYPE = "application/x-towpath-condition";
/** Where a row was that is dragged. */
type From = { place: number[]; index: number };

function Group(props: GroupProps) {
  const { parts, root, group, place, path, start, readOnly, onRoot } = props;
  const { names, combinator, not, newRow } = parts;
  const rows = conditionsIn(group, names);
  const groups = groupsIn(group, names);
  const change = (next: (group: JsonObject) => JsonObject | undefined) =>
    onRoot(withGroup(root, names, place, next));
  const drop = useDrop<From>(DRAG_TYPE, (from) =>
    onRoot(withMoved(root, names, from, { place, index: rows.length })),
  );
  const chosen = combinator && String(group[combinator.name] ?? start[combinator.name] ?? "");
  const setRows = (list: readonly Json[]) =>
    change((one) => {
      const next = withList(one, names.conditions, list);
      const isGone = place.length > 0 && list.length + groups.length === 0;
      return isGone ? undefined : next;
    });
  const addGroup = () =>
    change((one) =>
      withList(one, names.groups ?? "", [...groups, { ...start, [names.conditions]: [newRow] }]),
    );
  return (
    <div
      {...(readOnly ? {} : drop.props)}
      {...(place.length > 0 && {
        role: "group",
        "aria-label": `Group ${place.map((n) => n + 1).join(".")}`,
      })}
      className={clsx(
        "grid gap-2",
        place.length > 0 && "rounded-control border-s-2 border-accent/50 ps-3",
        drop.over && "outline-2 outline-accent",
      )}
    >
      {combinator && (rows.length + groups.length > 1 || place.length > 0) && (
        <div className="flex flex-wrap items-center gap-3">
          <Segments
            label="How the conditions are taken together"
            disabled={readOnly}
            value={chosen ?? ""}
            options={combinator.options.map((option) => ({
              value: String(option.value),
              label: COMBINATORS[String(option.value)] ?? option.title,
            }))}
            onChange={(next) => change((one) => ({ ...one, [combinator.name]: next }))}
          />
          {not !== undefined && (
            <Checkbox
              label="Not"
              disabled={readOnly}
              checked={group[not] === true}
              onChange={(isNot) => change((one) => ({ ...one, [not]: isNot }))}
            />
          )}
        </div>
      )}
      {rows.map((row, index) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; values come from above
          key={index}
          {...props}
          index={index}
          count={rows.length}
          value={isObject(row) ? row : {}}
          path={[...path, ...pathOf(names, place), names.conditions, index]}
          onChange={(next) => setRows(rows.with(index, next))}
          onRemove={() => setRows(rows.toSpliced(index, 1))}
        />
      ))}
      {groups.map((inner, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
        <Group key={index} {...props} group={inner} place={[...place, index]} />
      ))}
      {!readOnly && (
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            icon={<Plus size={15} aria-hidden />}
            onClick={() => setRows([...rows, newRow])}
          >
            Add condition
          </Button>
          {names.groups !== undefined && place.length < GROUPS_DEEPEST && (
            <Button size="small" icon={<FolderPlus size={15} aria-hidden />} onClick={addGroup}>
              Add group
            </Button>
          )}
          {place.length === 0 && (
            <Templates
              parts={parts}
              onChoose={(conditions) =>
                setRows([...rows.filter((row) => !sameJson(row, newRow)), ...conditions])
              }
            />
          )}
        </div>
      )}
    </div>
  );
}

/** The way to a group as problems name parameters. */
function pathOf({ groups = "" }: Names, place: Place): (string | number)[] {
  return place.flatMap((index) => [groups, index]);
}

function Templates(props: { parts: Parts; onChoose(conditions: readonly JsonObject[]): void }) {
  const { root } = useForm();
  const operator = fieldsOf(props.parts.row, root).find((one) => one.options.length > 0);
  const templates = templatesFor(operator?.options.map(({ value }) => value) ?? []);
  if (templates.length === 0) return null;
  return (
    <SelectInput
      aria-label="Add from a template"
      className="w-44 [&_select]:h-8! [&_select]:text-sm!"
      value=""
      options={[
        { value: "", label: "From a template …" },
        ...templates.map(({ title }) => ({ value: title, label: title })),
      ]}
      onChange={({ target }) => {
        const chosen = templates.find(({ title }) => title === target.value);
        if (chosen) props.onChoose(chosen.conditions);
      }}
    />
  );
}

type RowProps = GroupProps & {
  index: number;
  count: number;
  value: JsonObject;
  onChange(next: JsonObject): void;
  onRemove(): void;
};

function Row(props: RowProps) {
  const { parts, root, place, index, readOnly, value, path, onChange, onRemove, onRoot } = props;
  const { names } = parts;
  const here = { place, index };
  const drop = useDrop<From>(DRAG_TYPE, (from) => onRoot(withMoved(root, names, from, here)));
  const name = `condition ${[...place.map((n) => n + 1), index + 1].join(".")}`;
  const step = (by: 1 | -1) => stepFrom(root, names, here, by);
  const move = (by: 1 | -1) => {
    const to = step(by);
    if (to) onRoot(withMoved(root, names, here, to));
  };
  return (
    <div
      {...(readOnly ? {} : drop.props)}
      className={clsx(
        "rounded-control border bg-ground/50 p-3 pt-1.5",
        drop.over ? "border-accent" : "border-line",
      )}
    >
      <div className="mb-1.5 flex min-h-7 items-center gap-1 text-sm text-ink-soft">
        {!readOnly && (
          <Grip
            types={[DRAG_TYPE]}
            from={{ place: [...place], index }}
            title="Drag to put in order, or into another group"
          />
        )}
        <span className="min-w-0 flex-1 truncate first-letter:uppercase">{name}</span>
        {!readOnly && (
          <>
            <Tool label={`Move ${name} up`} disabled={!step(-1)} onPress={() => move(-1)}>
              <ArrowUp size={15} />
            </Tool>
            <Tool label={`Move ${name} down`} disabled={!step(1)} onPress={() => move(1)}>
              <ArrowDown size={15} />
            </Tool>
            <Tool label={`Remove ${name}`} onPress={onRemove}>
              <Trash2 size={15} />
            </Tool>
          </>
        )}
      </div>
      <Condition schema={parts.row} path={path} value={value} onChange={onChange} />
    </div>
  );
}

type ToolProps = { label: string; disabled?: boolean; children: React.ReactNode; onPress(): void };

function Tool({ label, disabled = false, children, onPress }: ToolProps) {
  return (
    <IconButton
      label={label}
      icon={children}
      disabled={disabled}
      className="size-7! max-sm:size-8!"
      onClick={onPress}
    />
  );
}

interface ConditionProps {
  schema: Schema;
  path: Path;
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
  const isRare = (one: Field) => one.group === FOLDED_GROUP;
  const rare = ordered.filter(isRare);
  const view = (one: Field) => (
    <FieldView
      key={one.name}
      compact
      field={{ ...one, placeholder: one.placeholder || PLACEHOLDER[one.name] || "" }}
      path={[...path, one.name]}
      value={value[one.name]}
      onChange={(next) => onChange(changed(value, one, next))}
    />
  );
  return (
    <div className="grid gap-2">
      {ordered.filter((one) => !isRare(one)).map(view)}
      {rare.length > 0 && (
        <details open={rare.some(({ name }) => value[name] !== undefined) || undefined}>
          <summary className="min-h-6 text-sm text-ink-soft">{rare[0]?.title}</summary>
          <div className="mt-1 grid gap-2">{rare.map(view)}</div>
        </details>
      )}
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
