// The fields of some items as a tree: what is there, of which kind, with a sample.
// The schema view and the field picker both show it.

import { isObject, type Json, kindOf } from "../json";

export interface Shape {
  name: string;
  path: (string | number)[];
  kind: string;
  /** The first value seen that is not empty. */
  sample: Json | undefined;
  /** Whether only some of the items have it. */
  optional: boolean;
  children: Shape[];
}

/** More items than these tell nothing new about the fields. */
const ITEMS_LOOKED_AT = 20;
const DEPTH_MAXIMUM = 8;

/** The shape of items; its children are the fields of their JSON. */
export function shapeOf(values: readonly Json[]): Shape {
  return shapeAt("", [], values.slice(0, ITEMS_LOOKED_AT), false);
}

function shapeAt(
  name: string,
  path: (string | number)[],
  values: readonly Json[],
  optional: boolean,
): Shape {
  const sample = values.find((value) => value !== null && value !== "") ?? values[0];
  const shape: Shape = { name, path, kind: kindOf(sample), sample, optional, children: [] };
  if (path.length >= DEPTH_MAXIMUM) return shape;
  if (Array.isArray(sample)) {
    const entries = values
      .filter(Array.isArray)
      .flatMap((list: Json[]) => list.slice(0, ITEMS_LOOKED_AT));
    if (entries.length > 0) shape.children = [shapeAt("0", [...path, 0], entries, false)];
    return shape;
  }
  const objects = values.filter(isObject);
  const names = new Set(objects.flatMap((object) => Object.keys(object)));
  shape.children = [...names].map((key) => {
    const having = objects.filter((object) => key in object);
    return shapeAt(
      key,
      [...path, key],
      having.map((object) => object[key] as Json),
      having.length < objects.length,
    );
  });
  return shape;
}

export interface ShapeRow {
  shape: Shape;
  depth: number;
  open: boolean | undefined;
}

/** The rows of the tree in order, without what is folded; lists start folded. */
export function shapeRows(shape: Shape, toggled: ReadonlySet<string>, depth = 0): ShapeRow[] {
  return shape.children.flatMap((child) => {
    const foldable = child.children.length > 0;
    const open = foldable ? toggled.has(shapeKey(child)) !== depth < 2 : undefined;
    const inner = open ? shapeRows(child, toggled, depth + 1) : [];
    return [{ shape: child, depth, open }, ...inner];
  });
}

/** The fields whose name or sample holds the words, with their parents left out. */
export function findShapes(shape: Shape, words: string): Shape[] {
  const wanted = words.trim().toLowerCase();
  return shape.children.flatMap((child) => {
    const inner = findShapes(child, words);
    // What an object or a list holds is found at the fields inside it.
    const sample = child.children.length > 0 ? "" : previewText(child.sample);
    const found = `${child.path.join(".")} ${sample}`.toLowerCase().includes(wanted);
    return found ? [child, ...inner] : inner;
  });
}

export function shapeKey(shape: Shape): string {
  return JSON.stringify(shape.path);
}

/** A value in a few words. */
export function previewText(value: Json | undefined, letters = 80): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.slice(0, letters * 2).replaceAll(/\s+/g, " ");
  return line.length > letters ? `${line.slice(0, letters - 1)}…` : line;
}
