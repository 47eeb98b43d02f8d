// A request as a command line or a document describes it, and the parameters it becomes.

import type { Json, JsonObject } from "../json";

export type RequestBody =
  | { kind: "none" }
  | { kind: "json"; json: Json }
  | { kind: "form"; fields: JsonObject }
  | { kind: "text"; text: string; content_type: string };

export interface RequestDraft {
  method: string;
  url: string;
  query: JsonObject;
  headers: JsonObject;
  body: RequestBody;
  /** What could not be taken over, as sentences. */
  notes: string[];
}

/**
 * Which parameter of a kind holds which part of a request, by the schema's
 * `x-request`: `{"method": "method", "url": "url", …}`.
 */
export type RequestFields = Readonly<Record<string, string>>;

/** The parameters with the request in the place of what they said before. */
export function withRequest(
  parameters: JsonObject,
  fields: RequestFields,
  request: RequestDraft,
): JsonObject {
  const { body } = request;
  const parts: Record<string, Json | undefined> = {
    method: request.method,
    url: request.url,
    query: unlessEmpty(request.query),
    headers: unlessEmpty(request.headers),
    body: body.kind,
    json: body.kind === "json" ? body.json : undefined,
    form: body.kind === "form" ? body.fields : undefined,
    text: body.kind === "text" ? body.text : undefined,
    content_type: body.kind === "text" ? body.content_type : undefined,
  };
  const next: Record<string, Json> = { ...parameters };
  for (const [part, name] of Object.entries(fields)) {
    const value = parts[part];
    if (value === undefined) delete next[name];
    else next[name] = value;
  }
  return next;
}

/** A list in the place of a value that is there already: a name may be given several times. */
export function added(pairs: JsonObject, name: string, value: string): JsonObject {
  const before = pairs[name];
  if (before === undefined) return { ...pairs, [name]: value };
  return { ...pairs, [name]: [...(Array.isArray(before) ? before : [before]), value] };
}

/** Text as JSON where it is some, for the body's own field. */
export function bodyOf(text: string, content_type: string): RequestBody {
  if (/[/+]json\b/i.test(content_type)) {
    try {
      return { kind: "json", json: JSON.parse(text) as Json };
    } catch {
      return { kind: "text", text, content_type };
    }
  }
  if (/^application\/x-www-form-urlencoded\b/i.test(content_type) && isForm(text)) {
    let fields: JsonObject = {};
    for (const [name, value] of new URLSearchParams(text)) fields = added(fields, name, value);
    return { kind: "form", fields };
  }
  return { kind: "text", text, content_type };
}

function isForm(text: string): boolean {
  return /^[^=&\s]+=[^\s]*$/.test(text);
}

function unlessEmpty(pairs: JsonObject): JsonObject | undefined {
  return Object.keys(pairs).length > 0 ? pairs : undefined;
}
