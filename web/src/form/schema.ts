// Reads a JSON Schema (2020-12, as schemars writes it) into the fields a form shows.
// Nothing here draws; the widgets only see `Field`.

import { isObject, type Json, type JsonObject, sameJson } from "./json";

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  title?: string;
  description?: string;
  default?: Json;
  const?: Json;
  enum?: readonly Json[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema | boolean>;
  required?: string[];
  items?: Schema | boolean;
  additionalProperties?: Schema | boolean;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  "x-widget"?: string;
  "x-expression"?: boolean;
  "x-order"?: number;
  "x-group"?: string;
  "x-show"?: Record<string, Json[]>;
  "x-placeholder"?: string;
  "x-secret"?: boolean;
  "x-unary"?: Json[];
  "x-language"?: string;
  /** Which parameter beside this one holds which part of a request. */
  "x-request"?: Record<string, string>;
  /** The parameter beside this one that holds further lines of a schedule. */
  "x-more"?: string;
}

const WIDGETS = [
  "text",
  "multiline",
  "code",
  "html",
  "mail",
  "beside",
  "expression",
  "select",
  "switch",
  "number",
  "duration",
  "datetime",
  "time_zone",
  "flow",
  "cron",
  "key_value",
  "list",
  "choices",
  "conditions",
  "json",
  "email",
  "phone",
  "media_list",
  "password",
  "copy",
  "object",
  "variant",
  "request_url",
  "sms",
  "sql",
] as const;
export type Widget = (typeof WIDGETS)[number];

export interface Option {
  value: Json;
  title: string;
  description: string;
}

/** One shape of a value that can have several, told apart by a constant in `tag`. */
export interface Variant {
  tag: string;
  value: Json;
  title: string;
  description: string;
  schema: Schema;
}

export interface Field {
  name: string;
  title: string;
  description: string;
  widget: Widget;
  required: boolean;
  default: Json | undefined;
  placeholder: string;
  expression: boolean;
  secret: boolean;
  group: string;
  order: number;
  show: Record<string, Json[]> | undefined;
  options: Option[];
  /** The field's own schema, with references followed and `null` taken out. */
  schema: Schema;
}

/** Follows references and folds away the wrappers generators put around a schema. */
export function resolve(schema: Schema | boolean | undefined, root: Schema, depth = 0): Schema {
  if (!isSchema(schema)) return {};
  if (depth > 16) return {};
  const { $ref, ...own } = schema;
  if ($ref !== undefined) return { ...resolve(definition($ref, root), root, depth + 1), ...own };
  if (own.allOf?.length === 1) {
    const { allOf, ...rest } = own;
    return { ...resolve(allOf[0], root, depth + 1), ...rest };
  }
  for (const word of ["anyOf", "oneOf"] as const) {
    const choices = own[word];
    const real = choices?.filter((choice) => choice.type !== "null" && choice.const !== null);
    if (choices === undefined || real === undefined) continue;
    const { [word]: _, ...rest } = own;
    if (real.length === 1) return { ...resolve(real[0], root, depth + 1), ...rest };
    if (real.length < choices.length) return resolve({ ...rest, [word]: real }, root, depth + 1);
  }
  return Array.isArray(own.type) ? { ...own, ...singleType(own.type) } : own;
}

/** The fields of an object schema, in the order they are shown. */
export function fieldsOf(schema: Schema, root: Schema): Field[] {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {})
    .filter(([, property]) => property !== false)
    .map(([name, property], index) => ({
      index,
      field: fieldOf(name, property, required.has(name), root),
    }));
  fields.sort((left, right) => left.field.order - right.field.order || left.index - right.index);
  return fields.map(({ field }) => field).filter((field) => field.schema.const === undefined);
}

export function fieldOf(
  name: string,
  property: Schema | boolean,
  required: boolean,
  root: Schema,
): Field {
  const schema = resolve(property, root);
  const options = optionsOf(schema, root);
  const widget = widgetOf(schema, options, root);
  return {
    name,
    title: schema.title ?? titleOf(name),
    description: schema.description ?? "",
    widget,
    required,
    default: schema.default ?? undefined,
    placeholder: schema["x-placeholder"] ?? "",
    expression: schema["x-expression"] === true || widget === "expression",
    secret: schema["x-secret"] === true || widget === "password",
    group: schema["x-group"] ?? "",
    order: schema["x-order"] ?? Number.MAX_SAFE_INTEGER,
    show: schema["x-show"],
    options,
    schema,
  };
}

/** The choices of a closed set of values, empty if the value is free. */
export function optionsOf(schema: Schema, root: Schema): Option[] {
  if (schema.enum !== undefined) {
    return schema.enum.filter((value) => value !== null).map((value) => option(value, {}));
  }
  const choices = (schema.oneOf ?? schema.anyOf)?.map((choice) => resolve(choice, root));
  if (choices === undefined || choices.length === 0) return [];
  const options = choices.map((choice) => {
    if (choice.const !== undefined) return [option(choice.const, choice)];
    return (choice.enum ?? []).map((value) =>
      option(value, choice.enum?.length === 1 ? choice : {}),
    );
  });
  return options.every((some) => some.length > 0) ? options.flat() : [];
}

/** The shapes a tagged union can have, empty if the schema is none. */
export function variantsOf(schema: Schema, root: Schema): Variant[] {
  const choices = (schema.oneOf ?? schema.anyOf ?? []).map((choice) => resolve(choice, root));
  const tag = choices.length > 1 ? tagOf(choices, root) : undefined;
  if (tag === undefined) return [];
  return choices.map((choice) => {
    const value = constantOf(choice, tag, root) as Json;
    return {
      tag,
      value,
      title: choice.title ?? titleOf(String(value)),
      description: choice.description ?? "",
      schema: choice,
    };
  });
}

/** Whether a field is shown, given its siblings' values (or their defaults). */
export function isShown(field: Field, siblings: JsonObject, fields: readonly Field[]): boolean {
  return Object.entries(field.show ?? {}).every(([name, wanted]) => {
    const sibling = fields.find((other) => other.name === name);
    if (sibling !== undefined && sibling !== field && !isShown(sibling, siblings, fields))
      return false;
    const value = siblings[name] ?? sibling?.default ?? null;
    return wanted.some((entry) => sameJson(entry, value));
  });
}

/** `reply_to` → `Reply to`. */
export function titleOf(name: string): string {
  const words = name
    .replaceAll(/[_-]+/g, " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function widgetOf(schema: Schema, options: Option[], root: Schema): Widget {
  const asked = schema["x-widget"];
  if (asked !== undefined && (WIDGETS as readonly string[]).includes(asked)) return asked as Widget;
  if (schema["x-secret"]) return "password";
  if (options.length > 0) return "select";
  if (variantsOf(schema, root).length > 0) return "variant";
  switch (schema.type) {
    case "boolean":
      return "switch";
    case "integer":
    case "number":
      return "number";
    case "array":
      return optionsOf(resolve(schema.items, root), root).length > 0 ? "choices" : "list";
    case "object":
      if (Object.keys(schema.properties ?? {}).length > 0) return "object";
      return "key_value";
    case "string":
      if (schema.format === "email") return "email";
      return schema.format === "date-time" ? "datetime" : "text";
    default:
      return "json";
  }
}

function definition(reference: string, root: Schema): Schema | undefined {
  let current: unknown = root;
  for (const step of reference.replace(/^#\/?/, "").split("/").filter(Boolean)) {
    const name = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    current = isObject(current) ? current[name] : undefined;
  }
  return isSchema(current) ? current : undefined;
}

function singleType(types: string[]): Schema {
  const real = types.filter((type) => type !== "null");
  const [only, ...more] = real;
  return more.length === 0 && only !== undefined ? { type: only } : { type: real };
}

function tagOf(choices: Schema[], root: Schema): string | undefined {
  const names = Object.keys(choices[0]?.properties ?? {});
  return names.find((name) =>
    choices.every((choice) => constantOf(choice, name, root) !== undefined),
  );
}

function constantOf(choice: Schema, name: string, root: Schema): Json | undefined {
  const property = resolve(choice.properties?.[name], root);
  return property.const ?? (property.enum?.length === 1 ? property.enum[0] : undefined);
}

function option(value: Json, schema: Schema): Option {
  return {
    value,
    title: schema.title ?? optionTitle(String(value)),
    description: schema.description ?? "",
  };
}

/** `POST` is a name already. */
function optionTitle(value: string): string {
  return /^[A-Z0-9]+$/.test(value) ? value : titleOf(value);
}

function isSchema(value: unknown): value is Schema {
  return isObject(value);
}
