// Templates cut into text and expressions, and fields put into them.
import { expect, test } from "vitest";
import {
  expressionPath,
  insideExpression,
  nodeRoot,
  segments,
  typedPath,
  unwrapDropped,
} from "./segment";

const cuts: [string, string][] = [
  ["", ""],
  ["plain", "text:plain"],
  ["{{ a }}", "expression:{{ a }}"],
  ["Hi {{ a }}, {{b}}!", "text:Hi |expression:{{ a }}|text:, |expression:{{b}}|text:!"],
  ["Hi {{ a", "text:Hi |open:{{ a"],
  ['{{ "}}" }}', 'expression:{{ "}}" }}'],
  ["{{ 'it\\'s }}' }} x", "expression:{{ 'it\\'s }}' }}|text: x"],
  ["{{a}}{{b}}", "expression:{{a}}|expression:{{b}}"],
  ["}} {", "text:}} {"],
  ["a {{ b {{ c }}", "text:a |open:{{ b |expression:{{ c }}"],
  ["a \\{{ b }}", "text:a \\{{ b }}"],
];

test.each(cuts)("segments of %o", (template, expected) => {
  const parts = segments(template);
  expect(parts.map(({ kind, text }) => `${kind}:${text}`).join("|")).toBe(expected);
  expect(parts.map((part) => part.text).join("")).toBe(template);
  for (const part of parts) expect(template.startsWith(part.text, part.start)).toBe(true);
});

const carets: [string, number, boolean][] = [
  ["{{ a }}", 0, false],
  ["{{ a }}", 2, true],
  ["{{ a }}", 5, true],
  ["{{ a }}", 7, false],
  ["x {{ a", 6, true],
  ["plain", 2, false],
];

test.each(carets)("inside %o at %i", (template, caret, inside) => {
  expect(insideExpression(template, caret)).toBe(inside);
});

const typed: [string, number, string][] = [
  ["", 0, "{{ $json.a }}"],
  ["Hi !", 3, "{{ $json.a }}"],
  ["{{  }}", 3, "$json.a"],
  ["{{ ", 3, "$json.a"],
  ["{{ a }} b", 9, "{{ $json.a }}"],
];

test.each(typed)("a path typed into %o at %i", (template, caret, expected) => {
  expect(typedPath(template, caret, "$json.a")).toBe(expected);
});

const drops: [string, string][] = [
  ["Hi {{ $json.a }}", "Hi {{ $json.a }}"],
  ["{{ f({{ $json.a }}) }}", "{{ f($json.a) }}"],
  ["no field", "no field"],
];

test.each(drops)("dropped into %o", (template, expected) => {
  expect(unwrapDropped(template, "{{ $json.a }}")).toBe(expected);
});

const paths: [string, (string | number)[], string][] = [
  ["$json", [], "$json"],
  ["$json", ["user", "name"], "$json.user.name"],
  ["$json", ["rows", 0, "first name"], '$json.rows[0]["first name"]'],
  ["$json", ["2fa", "a-b"], '$json["2fa"]["a-b"]'],
  [nodeRoot("Ada's"), ["id"], "$('Ada\\'s').item.json.id"],
];

test.each(paths)("path from %s through %o", (root, path, expected) => {
  expect(expressionPath(root, path)).toBe(expected);
});
