// JSON values, and reading and writing them by path without changing the original.

import type { Json, JsonObject } from "@/graph/document";

export type { Json, JsonObject };
export type Path = readonly (string | number)[];

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path, `undefined` if there is none. */
export function getAt(value: Json | undefined, path: Path): Json | undefined {
  let current: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(current)) current = current[Number(step)];
    else if (isObject(current)) current = current[String(step)];
    else return undefined;
  }
  return current;
}

/** A copy with the value at a path replaced; `undefined` removes it. */
export function setAt(value: Json | undefined, path: Path, next: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return next ?? null;
  const inner = rest.length === 0 ? next : setAt(getAt(value, [step]), rest, next);
  if (typeof step === "number") {
    const copy: Json[] = Array.isArray(value) ? [...value] : [];
    if (inner === undefined) copy.splice(step, 1);
    else copy[step] = inner;
    return copy;
  }
  const copy: Record<string, Json> = isObject(value) ? { ...value } : {};
  if (inner === undefined) delete copy[step];
  else copy[step] = inner;
  return copy;
}

/** `rules.0.value`, as problems name parameters. */
export function pathText(path: Path): string {
  return path.join(".");
}

export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((entry, index) => sameJson(entry, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => name in right && sameJson(left[name], right[name]))
  );
}

/** What a value is, in words people know. */
export function kindOf(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "empty";
  if (Array.isArray(value)) return "list";
  if (typeof value === "boolean") return "yes/no";
  if (typeof value === "string") return "text";
  return typeof value;
}
