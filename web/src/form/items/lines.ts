// JSON as the lines of a foldable tree, so that a long value is drawn a screen at a time.

import { isObject, type Json } from "../json";

export interface JsonLine {
  /** Where the value stands, as a JSON pointer; closing lines share it with their opening one. */
  id: string;
  depth: number;
  key: string | undefined;
  text: string;
  kind: "text" | "number" | "boolean" | "null" | "bracket";
  /** Undefined when there is nothing to fold. */
  open: boolean | undefined;
}

const TEXT_MAXIMUM = 2_000;

/** The lines of a value; what is in `folded` is shown as one line. */
export function jsonLines(value: Json, folded: ReadonlySet<string>): JsonLine[] {
  const lines: JsonLine[] = [];
  write(lines, value, undefined, "", 0, folded, false);
  return lines;
}

function write(
  lines: JsonLine[],
  value: Json,
  key: string | undefined,
  id: string,
  depth: number,
  folded: ReadonlySet<string>,
  comma: boolean,
) {
  const entries = entriesOf(value);
  const end = comma ? "," : "";
  if (entries === undefined) {
    lines.push({
      id,
      depth,
      key,
      text: scalarText(value) + end,
      kind: scalarKind(value),
      open: undefined,
    });
    return;
  }
  const [opening, closing] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    lines.push({
      id,
      depth,
      key,
      text: `${opening}${closing}${end}`,
      kind: "bracket",
      open: undefined,
    });
    return;
  }
  if (folded.has(id)) {
    const summary = Array.isArray(value)
      ? `${entries.length}`
      : entries
          .slice(0, 3)
          .map(([name]) => name)
          .join(", ");
    lines.push({
      id,
      depth,
      key,
      text: `${opening} ${summary}${entries.length > 3 ? " …" : ""} ${closing}${end}`,
      kind: "bracket",
      open: false,
    });
    return;
  }
  lines.push({ id, depth, key, text: opening, kind: "bracket", open: true });
  const names = !Array.isArray(value);
  entries.forEach(([name, inner], index) => {
    write(
      lines,
      inner,
      names ? name : undefined,
      `${id}/${name}`,
      depth + 1,
      folded,
      index < entries.length - 1,
    );
  });
  lines.push({
    id: `${id}/`,
    depth,
    key: undefined,
    text: closing + end,
    kind: "bracket",
    open: undefined,
  });
}

function entriesOf(value: Json): [string, Json][] | undefined {
  if (Array.isArray(value)) return value.map((entry: Json, index) => [String(index), entry]);
  return isObject(value) ? Object.entries(value) : undefined;
}

function scalarText(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > TEXT_MAXIMUM
    ? `${text.slice(0, TEXT_MAXIMUM)}… (${text.length.toLocaleString("en")} characters)`
    : text;
}

function scalarKind(value: Json): JsonLine["kind"] {
  if (value === null) return "null";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "number" : "boolean";
}
