import { describe, expect, test } from "vitest";
import { cellAfter } from "./grid-keys";

const SIZE = { rows: 50, columns: 4, page: 10 };

describe("keys in the grid", () => {
  test.each([
    ["ArrowUp", { row: 0, column: 1 }, { row: 0, column: 1 }],
    ["ArrowDown", { row: 3, column: 1 }, { row: 4, column: 1 }],
    ["ArrowLeft", { row: 3, column: 0 }, { row: 3, column: 0 }],
    ["ArrowRight", { row: 3, column: 3 }, { row: 3, column: 3 }],
    ["Home", { row: 3, column: 2 }, { row: 3, column: 0 }],
    ["End", { row: 3, column: 2 }, { row: 3, column: 3 }],
    ["PageDown", { row: 45, column: 2 }, { row: 49, column: 2 }],
    ["PageUp", { row: 45, column: 2 }, { row: 35, column: 2 }],
  ])("%s from %j", (key, from, to) => {
    expect(cellAfter(key, from, SIZE)).toEqual(to);
  });

  test("with Control they go to the ends", () => {
    expect(cellAfter("ArrowDown", { row: 3, column: 1 }, SIZE, true)).toEqual({
      row: 49,
      column: 1,
    });
    expect(cellAfter("Home", { row: 3, column: 2 }, SIZE, true)).toEqual({ row: 0, column: 0 });
  });

  test("other keys lead nowhere", () => {
    expect(cellAfter("a", { row: 0, column: 0 }, SIZE)).toBeUndefined();
  });
});
