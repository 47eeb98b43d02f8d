// Moving conditions about, as data.
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json";
import { placesIn, stepFrom, withGroup, withMoved } from "./tree";

const NAMES = { conditions: "conditions", groups: "groups" };

/** `a b (c (d) ) (e)`: letters are conditions, brackets are groups. */
function read(text: string): JsonObject {
  const stack: { conditions: string[]; groups: JsonObject[] }[] = [{ conditions: [], groups: [] }];
  const closed = (group: { conditions: string[]; groups: JsonObject[] }): JsonObject => ({
    ...(group.conditions.length > 0 && { conditions: group.conditions }),
    ...(group.groups.length > 0 && { groups: group.groups }),
  });
  for (const letter of text.replaceAll(" ", "")) {
    if (letter === "(") stack.push({ conditions: [], groups: [] });
    else if (letter === ")") {
      const done = closed(stack.pop() as (typeof stack)[0]);
      stack.at(-1)?.groups.push(done);
    } else stack.at(-1)?.conditions.push(letter);
  }
  return closed(stack[0] as (typeof stack)[0]);
}

const at = (place: number[], index: number) => ({ place, index });

describe("a condition is moved", () => {
  test.each([
    ["a b c", at([], 0), at([], 2), "b c a"],
    ["a b (c)", at([], 0), at([0], 0), "b (a c)"],
    ["a (b) (c)", at([0], 0), at([], 1), "a b (c)"],
    ["a ((b) c)", at([0, 0], 0), at([0], 0), "a (b c)"],
    ["a (b)", at([0], 5), at([], 0), "a (b)"],
    ["a (b)", at([0], 0), at([7], 0), "a (b)"],
  ])("%s", (before, from, to, after) => {
    expect(withMoved(read(before), NAMES, from, to)).toEqual(read(after));
  });
});

describe("a step goes over the borders of groups", () => {
  test.each([
    ["a b", at([], 0), 1, at([], 1)],
    ["a b", at([], 1), 1, undefined],
    ["a (b c)", at([], 0), 1, at([0], 0)],
    ["a (b c)", at([0], 0), -1, at([], 1)],
    ["a (b (c)) (d)", at([0, 0], 0), 1, at([1], 0)],
    ["a (b (c)) (d)", at([1], 0), -1, at([0, 0], 1)],
  ] as const)("%s", (text, from, by, expected) => {
    expect(stepFrom(read(text), NAMES, from, by)).toEqual(expected);
  });
});

test("groups are found, each before those in it, and taken away", () => {
  const root = read("a (b (c)) (d)");
  expect(placesIn(root, NAMES)).toEqual([[], [0], [0, 0], [1]]);
  expect(withGroup(root, NAMES, [0], () => undefined)).toEqual(read("a (d)"));
});
