// Schemas as people read them: a short type name, the list of fields, and an
// example of a value.
import type { OpenApi, Schema } from "@/api/openapi";
import type { Json } from "@/api/types";

export type FieldRow = { name: string; type: string; required: boolean; description: string };

const DEPTH_MAXIMUM = 5;

/** Follows references and merges what `allOf` puts together. */
export function resolve(document: OpenApi, schema: Schema | undefined): Schema {
  if (!schema) return {};
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return resolve(document, document.components?.schemas?.[name]);
  }
  if (schema.allOf) {
    const parts = schema.allOf.map((part) => resolve(document, part));
    return {
      ...schema,
      type: "object",
      properties: Object.assign({}, ...parts.map((part) => part.properties), schema.properties),
      required: [...parts.flatMap((part) => part.required ?? []), ...(schema.required ?? [])],
    };
  }
  return schema;
}

export function typeName(document: OpenApi, schema: Schema | undefined): string {
  const choices = schema?.oneOf ?? schema?.anyOf;
  if (choices) return [...new Set(choices.map((choice) => typeName(document, choice)))].join(" | ");
  if (schema?.$ref) {
    const target = resolve(document, schema);
    return target.enum ? enumName(target.enum) : (schema.$ref.split("/").at(-1) ?? "object");
  }
  if (schema?.enum) return enumName(schema.enum);
  if (schema?.const !== undefined) return JSON.stringify(schema.const);
  if (schema?.type === "array") return `${typeName(document, schema.items)}[]`;
  const types = [schema?.type ?? "any"].flat();
  return types.join(" | ");
}

export function fieldsOf(document: OpenApi, schema: Schema | undefined): FieldRow[] {
  const resolved = resolve(document, schema);
  return Object.entries(resolved.properties ?? {}).map(([name, property]) => ({
    name,
    type: typeName(document, property),
    required: resolved.required?.includes(name) ?? false,
    description: property.description ?? resolve(document, property).description ?? "",
  }));
}

/** A value of the schema, with the required fields, for the reader to change. */
export function exampleOf(document: OpenApi, given: Schema | undefined, depth = 0): Json {
  const schema = resolve(document, given);
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return exampleOf(document, choices.find(isNotNull), depth + 1);
  if (schema.properties) return exampleObject(document, schema, depth);
  return exampleOfType([schema.type ?? "object"].flat().find((type) => type !== "null"));
}

function exampleObject(document: OpenApi, schema: Schema, depth: number): Json {
  if (depth > DEPTH_MAXIMUM) return {};
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name]) => !schema.required || schema.required.includes(name),
  );
  return Object.fromEntries(
    wanted.map(([name, property]) => [name, exampleOf(document, property, depth + 1)]),
  );
}

function exampleOfType(type: string | undefined): Json {
  if (type === "string") return "text";
  if (type === "integer" || type === "number") return 0;
  if (type === "boolean") return true;
  return type === "array" ? [] : {};
}

const isNotNull = (schema: Schema) => schema.type !== "null";
const enumName = (values: readonly Json[]) =>
  values.map((value) => JSON.stringify(value)).join(" | ");
