// What people call the fields of a document that a comparison names by path.
import { resolve, type Schema } from "@/form/schema";
import type { Kind } from "@/graph";

/** Fields every node has, whatever its kind. */
const OPTIONS: Readonly<Record<string, string>> = {
  join: "joining",
  retry: "retries",
  timeout_ms: "time limit",
  on_error: "error handling",
  on_uncertain: "handling of doubt",
  compensate_with: "undoing",
  always_output: "empty output",
  once: "first item only",
  disabled: "disabled",
  kind: "kind",
  kind_version: "version of the kind",
  parent: "box",
};
const PARTS: Readonly<Record<string, string>> = { from: "start", to: "end", order: "order" };

/** The field a change belongs to, as one speaks of it: `wait`, `subject`. */
export function fieldWord(path: string, kind: Kind | undefined): string {
  const [first = "", second = ""] = path.split(".");
  if (first === "parameters") return lower(titlesOf([second], kind)[0] ?? second);
  if (first === "credentials") return "credential";
  return OPTIONS[first] ?? PARTS[first] ?? first.replaceAll("_", " ");
}

/** The whole way to a field, as a form shows it: `Fields › 1 › Value`. */
export function fieldTitle(path: string, kind: Kind | undefined): string {
  const [first = "", ...rest] = path.split(".");
  if (first === "parameters") return titlesOf(rest, kind).join(" › ");
  return [first, ...rest]
    .map((part) => upper(OPTIONS[part] ?? PARTS[part] ?? plain(part)))
    .join(" › ");
}

function titlesOf(parts: readonly string[], kind: Kind | undefined): string[] {
  const root = (kind?.parameters ?? {}) as Schema;
  let schema = resolve(root, root);
  return parts.map((part) => {
    const inner = /^\d+$/.test(part) ? schema.items : schema.properties?.[part];
    schema = resolve(inner, root);
    if (/^\d+$/.test(part)) return String(Number(part) + 1);
    return schema.title ?? upper(plain(part));
  });
}

const plain = (word: string) => word.replaceAll("_", " ");
const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
/** Not `URL` or `SMS`: what begins with two capitals keeps them. */
const lower = (text: string) =>
  /^\p{Lu}{2}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
