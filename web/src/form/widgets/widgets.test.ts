// What controls do without a screen: finding options, reading JSON.
import { expect, test } from "vitest";
import { findOptions } from "./combobox";
import { readJson } from "./json-text";

const zones = ["Europe/Berlin", "America/New York", "Asia/Tokyo", "Africa/Tunis"].map((text) => ({
  value: text,
  text,
}));

const searches: [string, string[]][] = [
  ["", zones.map((zone) => zone.text)],
  ["berlin", ["Europe/Berlin"]],
  ["new york", ["America/New York"]],
  ["york america", ["America/New York"]],
  ["a", ["America/New York", "Asia/Tokyo", "Africa/Tunis"]],
  ["mars", []],
];

test.each(searches)("%o finds %o", (words, expected) => {
  expect(findOptions(zones, words).map((zone) => zone.text)).toEqual(expected);
});

const texts: [string, boolean, boolean, unknown, boolean][] = [
  ["", false, false, undefined, false],
  ['{"a": 1}', false, false, { a: 1 }, false],
  ['{"a": 1}', false, true, '{"a": 1}', false],
  ['{"a": {{ $json.a }}}', true, false, '{"a": {{ $json.a }}}', false],
  ['{"a": {{ $json.a }}}', false, false, undefined, true],
  ["{", true, false, undefined, true],
];

test.each(texts)("%o with expressions %s, as text %s", (text, expression, asText, value, wrong) => {
  const read = readJson(text, expression, asText);
  expect(read.value).toEqual(value);
  expect(read.error !== undefined).toBe(wrong);
});
