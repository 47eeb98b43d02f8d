// The fields of one object, in their groups. A group called "Advanced" starts folded.
import { ChevronRight } from "lucide-react";
import { SiblingsContext, useForm } from "./context";
import { FieldView } from "./field-view";
import { FOLDED_GROUP } from "./group-box";
import type { JsonObject, Path } from "./json";
import { pathText } from "./json";
import { type Field, isShown, type Widget } from "./schema";

export interface FieldsProps {
  fields: readonly Field[];
  value: JsonObject;
  path: Path;
  onChange(next: JsonObject): void;
  /** In an entry of a list: short fields stand beside each other. */
  dense?: boolean;
  /** Only these, without their groups; what they depend on still counts. */
  only?: readonly string[] | undefined;
}

export function Fields(props: FieldsProps) {
  const { fields, value, only } = props;
  const shown = shownFields(fields, value)
    .filter(({ name }) => !only || only.includes(name))
    .map((field) => (only ? { ...field, group: "" } : field));
  const groups = [...new Set(shown.map((field) => field.group))];
  // Fields without a group stand first, the folded group last.
  groups.sort((left, right) => groupRank(left) - groupRank(right));
  return (
    <SiblingsContext value={{ value, set: props.onChange }}>
      <div className="grid grid-cols-1 gap-5 compact:gap-3">
        {groups.map((group) => (
          <Group
            key={group}
            {...props}
            title={group}
            fields={shown.filter((one) => one.group === group)}
          />
        ))}
      </div>
    </SiblingsContext>
  );
}

/** The fields that concern somebody who has chosen these values. */
export function shownFields(fields: readonly Field[], value: JsonObject): readonly Field[] {
  const own = fields.filter(({ widget }) => widget !== "beside");
  return own.filter((field) => isShown(field, value, fields));
}

function groupRank(group: string): number {
  if (group === "") return 0;
  return group === FOLDED_GROUP ? 2 : 1;
}

function Group({ title, fields, value, path, onChange, dense }: FieldsProps & { title: string }) {
  const { messageAt } = useForm();
  // One short field alone has the row to itself.
  const halves = dense ? fields.filter(isShort) : [];
  const views = fields.map((field) => (
    <FieldView
      key={field.name}
      dense={dense === true}
      half={halves.length > 1 && halves.includes(field)}
      field={field}
      path={[...path, field.name]}
      value={value[field.name]}
      onChange={(next) => onChange(withField(value, field.name, next))}
    />
  ));
  if (title === "" && dense) {
    return (
      <div className="grid grid-flow-row-dense grid-cols-1 gap-3 @xs:grid-cols-2 *:not-data-half:col-span-full">
        {views}
      </div>
    );
  }
  if (title === "") return <div className="grid grid-cols-1 gap-5 compact:gap-3">{views}</div>;
  if (title !== FOLDED_GROUP) {
    return (
      <section aria-label={title} className="grid grid-cols-1 gap-4 border-t border-line pt-4">
        <h4 className="text-sm font-semibold text-ink-soft">{title}</h4>
        {views}
      </section>
    );
  }
  const wrong = fields.some((field) => messageAt(pathText([...path, field.name])) !== undefined);
  const used = fields.filter((field) => value[field.name] !== undefined).length;
  return (
    <details className="group border-t border-line pt-3" open={wrong || undefined}>
      <summary className="flex min-h-8 list-none items-center gap-1.5 text-sm font-semibold text-ink-soft hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight size={16} aria-hidden className="transition-transform group-open:rotate-90" />
        {title}
        {used > 0 && <span className="font-normal text-ink-faint">· {used} set</span>}
      </summary>
      <div className="mt-3 grid grid-cols-1 gap-5">{views}</div>
    </details>
  );
}

function withField(
  value: JsonObject,
  name: string,
  next: JsonObject[string] | undefined,
): JsonObject {
  const { [name]: _, ...rest } = value;
  if (next === undefined) return rest;
  return { ...value, [name]: next };
}

const SHORT: readonly Widget[] = ["text", "select", "switch", "number"];

function isShort(field: Field): boolean {
  return SHORT.includes(field.widget);
}
