// Expressions name other nodes: `$('Name')`, `$node["Name"]`, `$node.Name`.
// When a node gets another name, the texts that name it follow.

import type { FlowNode, Json, JsonObject } from "./document";

/** New names by old name. */
export type Renames = ReadonlyMap<string, string>;

const CALL = /\$(\(\s*|node\s*\[\s*)(["'`])((?:\\.|(?!\2)[^\\])*)\2/g;
const MEMBER = /\$node\.([A-Za-z_$][\w$]*)/g;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** The node with its expressions rewritten; the same node if nothing changed. */
export function renameInNode(node: FlowNode, renames: Renames): FlowNode {
  const parameters = renameInJson(node.parameters, renames) as JsonObject;
  return parameters === node.parameters ? node : { ...node, parameters };
}

/** The names of nodes that the parameters mention, in order, each once. */
export function mentionedNames(parameters: JsonObject): readonly string[] {
  const names = new Set<string>();
  eachText(parameters, (text) => {
    for (const match of text.matchAll(CALL)) names.add(unescapeText(match[3] ?? ""));
    for (const match of text.matchAll(MEMBER)) names.add(match[1] ?? "");
  });
  return [...names];
}

/** The text with each mention of an old name replaced. */
export function renameInText(text: string, renames: Renames): string {
  if (!text.includes("$")) return text;
  const calls = text.replace(CALL, (whole, open: string, quote: string, escaped: string) => {
    const name = renames.get(unescapeText(escaped));
    return name === undefined ? whole : `$${open}${quote}${escapeText(name, quote)}${quote}`;
  });
  return calls.replace(MEMBER, (whole, old: string) => {
    const name = renames.get(old);
    if (name === undefined) return whole;
    return IDENTIFIER.test(name) ? `$node.${name}` : `$node["${escapeText(name, '"')}"]`;
  });
}

function renameInJson(value: Json, renames: Renames): Json {
  if (typeof value === "string") return renameInText(value, renames);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const entries = value.map((entry) => renameInJson(entry, renames));
    return entries.every((entry, index) => entry === value[index]) ? value : entries;
  }
  const fields = Object.entries(value).map(([key, field]) => [key, renameInJson(field, renames)]);
  const isSame = fields.every(([key, field]) => field === value[key as string]);
  return isSame ? value : Object.fromEntries(fields);
}

function eachText(value: Json, visit: (text: string) => void): void {
  if (typeof value === "string") visit(value);
  else if (value !== null && typeof value === "object") {
    for (const field of Object.values(value)) eachText(field, visit);
  }
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}

function escapeText(text: string, quote: string): string {
  return text.replace(/[\\"'`]/g, (mark) => (mark === "\\" || mark === quote ? `\\${mark}` : mark));
}
