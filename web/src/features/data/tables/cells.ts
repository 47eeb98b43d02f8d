// Cells as people see and type them.
import type { ColumnKind, DataColumn } from "@/api/tables";
import type { Json } from "@/graph/document";

/** A column of the grid: one of the table, or one that every row has by itself. */
export type GridColumn = {
  name: string;
  kind: ColumnKind;
  /** Whether its cells can be changed. */
  editable: boolean;
  width_px: number;
};

export const KIND_LABELS: Record<ColumnKind, string> = {
  text: "Text",
  number: "Number",
  boolean: "Yes or no",
  date: "Date",
  json: "JSON",
};

const WIDTHS_PX: Record<ColumnKind, number> = {
  text: 200,
  number: 120,
  boolean: 110,
  date: 180,
  json: 240,
};

/** The columns of the grid: the number first, the times last. */
export function gridColumns(columns: readonly DataColumn[], mayChange: boolean): GridColumn[] {
  const own = columns.map(({ name, kind }) => ({
    name,
    kind,
    editable: mayChange,
    width_px: WIDTHS_PX[kind],
  }));
  return [
    { name: "id", kind: "number", editable: false, width_px: 68 },
    ...own,
    { name: "createdAt", kind: "date", editable: false, width_px: 180 },
    { name: "updatedAt", kind: "date", editable: false, width_px: 180 },
  ];
}

/** The name of a column on screen. */
export function titleOf(name: string): string {
  const titles: Record<string, string> = { id: "#", createdAt: "Added", updatedAt: "Changed" };
  return titles[name] ?? name;
}

/** A cell as the grid shows it. */
export function shownCell(kind: ColumnKind, value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  if (kind === "boolean") return value === true ? "Yes" : "No";
  if (kind === "date" && typeof value === "string") return shownDate(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A date without its time where that is midnight, and without seconds where there are none. */
function shownDate(value: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):(\d\d)\.(\d{3})Z$/.exec(value);
  if (!match) return value;
  const [, day = "", minute = "", second = "", rest = ""] = match;
  const exact = second === "00" && rest === "000" ? minute : `${minute}:${second}`;
  return exact === "00:00" ? day : `${day} ${exact} UTC`;
}

/** The text in the field in which a cell is changed. */
export function typedCell(kind: ColumnKind, value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  if (kind === "date" && typeof value === "string") return value.replace(/T00:00:00\.000Z$/, "");
  if (kind === "text" && typeof value === "string") return value;
  return JSON.stringify(value);
}

/** The cell a text stands for, or why it stands for none. */
export function readCell(kind: ColumnKind, text: string): { value: Json } | { error: string } {
  if (kind === "text") return { value: text === "" ? null : text };
  const trimmed = text.trim();
  if (trimmed === "") return { value: null };
  if (kind === "number") {
    const number = Number(trimmed.replace(",", "."));
    return Number.isFinite(number) ? { value: number } : { error: "This is not a number." };
  }
  if (kind === "json") {
    try {
      return { value: JSON.parse(trimmed) as Json };
    } catch {
      return { error: "This is not JSON; texts stand in quotes." };
    }
  }
  // What is a date is for the server to say: it knows more ways to write one.
  return { value: trimmed };
}

/** Yes becomes no, no becomes empty, empty becomes yes. */
export function nextTruth(value: Json | undefined): Json {
  if (value === true) return false;
  return value === false ? null : true;
}
