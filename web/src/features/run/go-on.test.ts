// What may be written as the items a step gave.
import { expect, it } from "vitest";
import type { RunDetail, Step } from "@/api/types";
import { mayGoOnFrom } from "./go-on";
import { itemsIn } from "./go-on-dialog";

it.each([
  ['[{"a": 1}, 2]', [{ a: 1 }, 2]],
  ["[]", []],
  ['{"a": 1}', undefined],
  ["[1", undefined],
  ["", undefined],
])("reads %j", (text, items) => expect(itemsIn(text)).toEqual(items));

it.each([
  ["failed", 0, true],
  ["cancelled", 0, true],
  ["running", 0, false],
  ["paused", 0, false],
  ["failed", 3, false],
] as const)("goes on from a %s run in frame %i: %j", (status, frame, may) => {
  const step = { frame, kind: "no_op" } as Step;
  expect(mayGoOnFrom({ status } as RunDetail, step)).toBe(may);
});
