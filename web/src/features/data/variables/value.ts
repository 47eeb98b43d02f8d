// The value of a variable as people type it: what it is, and its text.
import type { Json } from "@/graph/document";

export type ValueKind = "text" | "number" | "boolean" | "json";

export const VALUE_KINDS = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "Yes or no" },
  { value: "json", label: "JSON" },
] as const;

/** What kind of value this is. */
export function kindOf(value: Json): ValueKind {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "json";
}

/** The text that stands for a value in a field. */
export function textOf(value: Json): string {
  if (typeof value === "string") return value;
  return kindOf(value) === "json" ? JSON.stringify(value, null, 2) : String(value);
}

/** The value a text stands for, or why it stands for none. */
export function readValue(kind: ValueKind, text: string): { value: Json } | { error: string } {
  if (kind === "text") return { value: text };
  if (kind === "boolean") return { value: text === "true" };
  if (kind === "number") {
    const number = Number(text.trim());
    const isNumber = text.trim() !== "" && Number.isFinite(number);
    return isNumber ? { value: number } : { error: "This is not a number." };
  }
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return { error: 'This is not JSON. Texts stand in quotes, as in {"city": "Ulm"}.' };
  }
}

/** A value on one line, for lists. */
export function shortly(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replace(/\s+/g, " ");
}
