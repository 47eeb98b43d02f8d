// The entries of a list as a person edits them: each keeps its key while the list
// is changed around it, so that no field loses its caret.

import { useState } from "react";
import { isObject, type Json, type JsonObject } from "./json";
import { fieldOf, resolve, type Schema } from "./schema";

export interface Entries {
  keys: readonly string[];
  add(entry: Json): void;
  remove(index: number): void;
  move(from: number, to: number): void;
  change(index: number, entry: Json | undefined): void;
}

let nextKey = 1;
const newKey = () => `entry-${nextKey++}`;

export function useEntries(list: readonly Json[], onChange: (next: Json[]) => void): Entries {
  const [kept, setKept] = useState<readonly string[]>(() => list.map(newKey));
  const keys = fitted(kept, list.length);
  if (keys !== kept) setKept(keys);
  const set = (nextKeys: readonly string[], next: Json[]) => {
    setKept(nextKeys);
    onChange(next);
  };
  return {
    keys,
    add: (entry) => set([...keys, newKey()], [...list, entry]),
    remove: (index) => set(without(keys, index), without(list, index)),
    move: (from, to) => {
      if (to >= 0 && to < list.length && from !== to)
        set(moved(keys, from, to), moved(list, from, to));
    },
    change: (index, entry) =>
      onChange(list.map((old, at) => (at === index ? (entry ?? null) : old))),
  };
}

/** A new entry of a list: what its schema says it starts with. */
export function newEntry(items: Schema | boolean | undefined, root: Schema): Json {
  const schema = resolve(items, root);
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  if (schema.type === "object" || schema.properties !== undefined) return newObject(schema, root);
  return schema.type === "array" ? [] : "";
}

function newObject(schema: Schema, root: Schema): JsonObject {
  const entry: Record<string, Json> = {};
  for (const name of schema.required ?? []) {
    const field = fieldOf(name, schema.properties?.[name] ?? true, true, root);
    const fixed =
      field.schema.const ??
      field.default ??
      (field.widget === "select" ? field.options[0]?.value : undefined);
    if (fixed !== undefined) entry[name] = fixed;
  }
  return entry;
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = without(list, from);
  rest.splice(to, 0, list[from] as T);
  return rest;
}

/** What an entry is called in sentences: `rule` in a list titled "Rules". */
export function singular(title: string): string {
  const word = title.toLowerCase();
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(s|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

/** A text that tells an entry apart when it is folded or moved. */
export function entryName(entry: Json | undefined, index: number): string {
  if (isObject(entry)) {
    const named = ["label", "name", "title", "key"]
      .map((key) => entry[key])
      .find((text) => typeof text === "string" && text !== "");
    if (typeof named === "string") return named;
  }
  return String(index + 1);
}

function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, at) => at !== index);
}

function fitted(keys: readonly string[], length: number): readonly string[] {
  if (keys.length === length) return keys;
  if (keys.length > length) return keys.slice(0, length);
  return [...keys, ...Array.from({ length: length - keys.length }, newKey)];
}
