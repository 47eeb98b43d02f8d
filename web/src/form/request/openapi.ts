// Reads an OpenAPI document (3.x, or 2.0 as Swagger called it) into requests one can
// make. References are followed within the document; nothing is fetched.

import { isObject, type Json, type JsonObject } from "../json";
import type { RequestBody, RequestDraft } from "./request";

export interface Operation {
  /** `GET /pets/{id}`. */
  id: string;
  method: string;
  path: string;
  summary: string;
  tag: string;
  request: RequestDraft;
}

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];
const DEEPEST = 6;

/** The operations of a document; undefined if the text is none. */
export function readOpenApi(text: string): Operation[] | undefined {
  const document = parsed(text);
  if (!document || !isObject(document.paths)) return undefined;
  const base = baseOf(document);
  return Object.entries(document.paths).flatMap(([path, item]) => {
    const shared = resolved(item, document);
    return METHODS.flatMap((method) => {
      const operation = resolved(shared[method], document);
      return Object.keys(operation).length === 0
        ? []
        : [operationOf(document, { base, path, method, operation, shared })];
    });
  });
}

interface Found {
  base: string;
  path: string;
  method: string;
  operation: JsonObject;
  /** What all operations of the path have. */
  shared: JsonObject;
}

function operationOf(document: JsonObject, found: Found): Operation {
  const { base, path, operation } = found;
  const method = found.method.toUpperCase();
  const parameters = [...listOf(found.shared.parameters), ...listOf(operation.parameters)].map(
    (parameter) => resolved(parameter, document),
  );
  const ofKind = (kind: string) => parameters.filter((parameter) => parameter.in === kind);
  const wanted = (parameter: JsonObject) => parameter.required === true;
  const pairs = (list: JsonObject[]) =>
    Object.fromEntries(list.map((one) => [String(one.name), exampleOf(one, document)]));
  const security = operation.security ?? document.security;
  const notes = [
    ...(listOf(security).length > 0 ? ["It asks for a sign-in: choose a credential for it."] : []),
    ...ofKind("query")
      .filter((one) => !wanted(one))
      .slice(0, 8)
      .map((one) => `It can have \`${String(one.name)}\` in its query, too.`),
  ];
  return {
    id: `${method} ${path}`,
    method,
    path,
    summary: String(operation.summary ?? operation.operationId ?? ""),
    tag: String(listOf(operation.tags)[0] ?? ""),
    request: {
      method,
      url: base + path.replaceAll(/\{(\w+)\}/g, "{{ $json.$1 }}"),
      query: pairs(ofKind("query").filter(wanted)),
      headers: pairs(ofKind("header").filter(wanted)),
      body: bodyOf(document, operation, ofKind("body")[0]),
      notes,
    },
  };
}

function bodyOf(
  document: JsonObject,
  operation: JsonObject,
  old: JsonObject | undefined,
): RequestBody {
  if (old) return { kind: "json", json: sample(resolved(old.schema, document), document) };
  const content = resolved(operation.requestBody, document).content;
  if (!isObject(content)) return { kind: "none" };
  const types = Object.keys(content);
  const type = types.find((one) => one.includes("json")) ?? types[0] ?? "";
  const media = resolved(content[type], document);
  const json = media.example ?? sample(resolved(media.schema, document), document);
  if (type.includes("json")) return { kind: "json", json };
  if (type === "application/x-www-form-urlencoded" && isObject(json))
    return { kind: "form", fields: json };
  return { kind: "text", text: "", content_type: type };
}

/** A value of a schema to begin with: its example, or what its type looks like. */
function sample(schema: JsonObject, document: JsonObject, depth = 0): Json {
  const given = schema.example ?? schema.default ?? listOf(schema.enum)[0] ?? schema.const;
  if (given !== undefined) return given;
  if (depth > DEEPEST) return {};
  const inner = (one: Json | undefined) => sample(resolved(one, document), document, depth + 1);
  const parts = listOf(schema.allOf);
  if (parts.length > 0)
    return Object.assign({}, ...parts.map(inner).filter(isObject)) as JsonObject;
  const choice = listOf(schema.oneOf)[0] ?? listOf(schema.anyOf)[0];
  if (choice !== undefined) return inner(choice);
  if (isObject(schema.properties))
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, one]) => [name, inner(one)]),
    );
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "array") return [inner(schema.items)];
  if (type === "integer" || type === "number") return 0;
  if (type === "boolean") return false;
  return type === "object" ? {} : "";
}

function exampleOf(parameter: JsonObject, document: JsonObject): Json {
  const schema = resolved(parameter.schema, document);
  const given = parameter.example ?? sample(schema, document);
  return given === "" ? `{{ $json.${String(parameter.name).replaceAll(/\W/g, "_")} }}` : given;
}

function baseOf(document: JsonObject): string {
  const server = resolved(listOf(document.servers)[0], document);
  const given = typeof server.url === "string" ? server.url : undefined;
  const variables = isObject(server.variables) ? server.variables : {};
  const url =
    given ??
    (typeof document.host === "string"
      ? `${String(listOf(document.schemes)[0] ?? "https")}://${document.host}${String(document.basePath ?? "")}`
      : "");
  const filled = url.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const variable = variables[name];
    return isObject(variable) ? String(variable.default ?? "") : "";
  });
  const base = filled.replace(/\/$/, "");
  return /^https?:/.test(base) ? base : `https://api.example.com${base}`;
}

function resolved(value: Json | undefined, document: JsonObject, depth = 0): JsonObject {
  if (!isObject(value) || depth > DEEPEST) return {};
  if (typeof value.$ref !== "string") return value;
  const steps = value.$ref.replace(/^#\/?/, "").split("/").filter(Boolean);
  const found = steps.reduce<Json | undefined>(
    (at, step) => (isObject(at) ? at[step.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined),
    document,
  );
  return resolved(found, document, depth + 1);
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
