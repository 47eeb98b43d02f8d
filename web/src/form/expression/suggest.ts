// What can be completed at the caret of an expression: the fields of the items
// that came in and of the nodes before, names and functions, and after a dot methods.

import type { Source } from "../context";
import { previewText, type Shape, shapeOf } from "../items/shape";
import { expressionPath, insideExpression } from "./segment";
import { methodsFor, rootsFor } from "./usable";

export interface Suggestion {
  /** The path to insert. */
  path: string;
  kind: string;
  sample: string;
}

export interface Completion {
  /** Where the word that is completed starts. */
  start: number;
  suggestions: Suggestion[];
}

const SUGGESTIONS_MAXIMUM = 8;
const WORD = /[\w$.[\]'"()]*$/;
/** A value, the dot behind it, and the start of a method. */
const METHOD = /^(.*[\w)\]])\.(\w*)$/;
/** The dates every expression has. */
const DATES = /(^\$now|^\$today|\.toDateTime\([^()]*\))$/;

/** Every field that an expression can name, nearest source first. */
export function suggestionsOf(sources: readonly Source[]): Suggestion[] {
  return sources.flatMap((source) => fieldsIn(shapeOf(source.items), source.root));
}

function fieldsIn(shape: Shape, root: string): Suggestion[] {
  return shape.children.flatMap((child) => {
    const path = expressionPath(root, child.path);
    const own = { path, kind: child.kind, sample: previewText(child.sample, 40) };
    return [own, ...fieldsIn(child, root)];
  });
}

/** What fits the word before the caret; undefined outside of `{{ }}`. */
export function complete(
  template: string,
  caret: number,
  all: readonly Suggestion[],
): Completion | undefined {
  if (!insideExpression(template, caret)) return undefined;
  const word = WORD.exec(template.slice(0, caret))?.[0] ?? "";
  const wanted = word.toLowerCase();
  const starting = all.filter((one) => one.path.toLowerCase().startsWith(wanted));
  const holding = all.filter(
    (one) =>
      wanted.length > 1 && one.path.toLowerCase().includes(wanted) && !starting.includes(one),
  );
  const usable = [...rootsIn(word), ...methodsIn(word, all)];
  const suggestions = [...starting, ...usable, ...holding].slice(0, SUGGESTIONS_MAXIMUM);
  const done = suggestions.length === 1 && suggestions[0]?.path === word;
  if (suggestions.length === 0 || done) return undefined;
  return { start: caret - word.length, suggestions };
}

function rootsIn(word: string): Suggestion[] {
  return rootsFor(word).map((one) => ({ path: one.call, kind: one.of, sample: one.about }));
}

function methodsIn(word: string, all: readonly Suggestion[]): Suggestion[] {
  const [, value, part] = METHOD.exec(word) ?? [];
  if (value === undefined || part === undefined) return [];
  const field = all.find((one) => one.path === value);
  if (field === undefined && part === "" && !DATES.test(value)) return [];
  const fitting = methodsFor(part, field?.kind).filter(
    (one) => !DATES.test(value) || one.of === "date",
  );
  return fitting.map((one) => ({
    path: `${value}.${one.call}`,
    kind: one.of,
    sample: one.about,
  }));
}
