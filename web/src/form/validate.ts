// Checks a value while it is typed. The server has the last word; this only says
// early what is sure. A text with an expression is left to the server: its value
// is known when the flow runs.

import { duration } from "@/lib/format";
import { isExpression } from "./expression/segment";
import { isObject, type Json, type JsonObject, type Path, pathText } from "./json";
import { type Field, fieldOf, fieldsOf, isShown, resolve, type Schema, variantsOf } from "./schema";

/** Messages by path, such as `rules.0.value`. */
export type Messages = Record<string, string>;

/** Everything that is surely wrong with the values of an object schema. */
export function validate(
  schema: Schema,
  value: JsonObject,
  root: Schema = schema,
  path: Path = [],
): Messages {
  const fields = fieldsOf(resolve(schema, root), root);
  const messages: Messages = {};
  for (const field of fields) {
    if (!isShown(field, value, fields)) continue;
    Object.assign(messages, validateField(field, value[field.name], root, [...path, field.name]));
  }
  return messages;
}

function validateField(field: Field, value: Json | undefined, root: Schema, path: Path): Messages {
  const at = pathText(path);
  if (isBlank(value)) {
    const missing = field.required && field.default === undefined;
    return missing ? { [at]: "This is needed." } : {};
  }
  if (isExpression(value) && field.expression) return {};
  const message = messageFor(field, value as Json);
  if (message !== undefined) return { [at]: message };
  return validateInside(field, value as Json, root, path);
}

function validateInside(field: Field, value: Json, root: Schema, path: Path): Messages {
  const { schema } = field;
  if (isObject(value)) {
    const variants = variantsOf(schema, root);
    const variant = variants.find((one) => one.value === value[one.tag]);
    const inner = variant?.schema ?? schema;
    return inner.properties === undefined ? {} : validate(inner, value, root, path);
  }
  if (Array.isArray(value) && schema.items !== undefined && field.widget !== "key_value") {
    const entry = fieldOf("entry", schema.items, false, root);
    return Object.assign(
      {},
      ...value.map((one, index) => validateField(entry, one, root, [...path, index])),
    );
  }
  return {};
}

function messageFor(field: Field, value: Json): string | undefined {
  if (field.widget === "json") return undefined;
  if (field.options.length > 0) {
    return field.options.some((option) => option.value === value)
      ? undefined
      : `“${String(value)}” is not one of the choices.`;
  }
  if (typeof value === "number") return numberMessage(field, value);
  if (typeof value === "string") return textMessage(field, value);
  if (Array.isArray(value)) return listMessage(field.schema, value.length);
  return undefined;
}

function numberMessage({ schema, widget }: Field, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  const text = (limit: number) => (widget === "duration" ? duration(limit) : String(limit));
  if (schema.type === "integer" && !Number.isInteger(value)) return "Must be a whole number.";
  if (minimum !== undefined && value < minimum) return `Must be at least ${text(minimum)}.`;
  if (maximum !== undefined && value > maximum) return `Must be at most ${text(maximum)}.`;
  if (above !== undefined && value <= above) return `Must be more than ${text(above)}.`;
  if (below !== undefined && value >= below) return `Must be less than ${text(below)}.`;
  return undefined;
}

const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
const PHONE = /^\+?[\d\s().-]{4,}$/;

function textMessage({ schema, widget }: Field, value: string): string | undefined {
  if (schema.type === "number" || schema.type === "integer") return "Must be a number.";
  if (widget === "email" || schema.format === "email") return emailMessage(value);
  if (widget === "phone" && !PHONE.test(value))
    return "A phone number looks like +49 151 23456789.";
  if (schema.format === "uri" && !URL.canParse(value))
    return "An address looks like https://example.com/path.";
  if (schema.minLength !== undefined && value.length < schema.minLength)
    return `Needs at least ${schema.minLength} characters.`;
  if (schema.maxLength !== undefined && value.length > schema.maxLength)
    return `At most ${schema.maxLength} characters.`;
  if (schema.pattern !== undefined && !matches(schema.pattern, value))
    return "Does not have the form that is needed.";
  return undefined;
}

function emailMessage(value: string): string | undefined {
  const addresses = value
    .split(/[,;]/)
    .map((address) => address.replace(/^.*<(.*)>\s*$/, "$1").trim());
  const wrong = addresses.find((address) => !EMAIL.test(address));
  return wrong === undefined ? undefined : "An email address looks like name@example.com.";
}

function listMessage(schema: Schema, length: number): string | undefined {
  if (schema.minItems !== undefined && length < schema.minItems)
    return `Needs at least ${entries(schema.minItems)}.`;
  if (schema.maxItems !== undefined && length > schema.maxItems)
    return `At most ${entries(schema.maxItems)}.`;
  return undefined;
}

function entries(count: number): string {
  return count === 1 ? "one entry" : `${count} entries`;
}

/** A pattern the browser cannot read is left to the server. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true;
  }
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "";
}
