// Names, functions and methods of expressions that can be completed, from the table
// the server's evaluator is documented with (`crates/expression/src/reference.txt`).

import reference from "./reference.json";

export interface Usable {
  of: string;
  name: string;
  call: string;
  about: string;
}

const ALL: readonly Usable[] = reference;
const ROOTS = ALL.filter((one) => one.of === "root" || one.of === "function");
const METHODS = ALL.filter((one) => one.of !== "root" && one.of !== "function");

/** Kinds of data, by the words the editor has for them. */
const OWNERS: Record<string, string> = {
  text: "text",
  list: "list",
  object: "object",
  number: "number",
  "yes/no": "boolean",
};

/** Names and functions that start so. */
export function rootsFor(word: string): Usable[] {
  if (word === "") return [];
  const wanted = word.toLowerCase();
  return ROOTS.filter((one) => one.call.toLowerCase().startsWith(wanted));
}

/** Methods that start so, of data of this kind or, where it is not known, of any; each name once. */
export function methodsFor(part: string, kind: string | undefined): Usable[] {
  const wanted = part.toLowerCase();
  const owner = kind === undefined ? undefined : OWNERS[kind];
  const fitting = METHODS.filter(
    (one) => one.name.toLowerCase().startsWith(wanted) && (owner === undefined || one.of === owner),
  );
  return fitting.filter(
    (one, place) => fitting.findIndex((other) => other.name === one.name) === place,
  );
}
