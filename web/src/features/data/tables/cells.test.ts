import { describe, expect, test } from "vitest";
import { gridColumns, nextTruth, readCell, shownCell, typedCell } from "./cells";

describe("cells", () => {
  test.each([
    ["text", null, ""],
    ["text", "Ada", "Ada"],
    ["number", -2.5, "-2.5"],
    ["boolean", true, "Yes"],
    ["boolean", false, "No"],
    ["date", "2026-01-31T00:00:00.000Z", "2026-01-31"],
    ["date", "2026-01-31T09:05:00.000Z", "2026-01-31 09:05 UTC"],
    ["date", "2026-01-31T09:05:07.000Z", "2026-01-31 09:05:07 UTC"],
    ["json", { a: 1 }, '{"a":1}'],
  ] as const)("%s %j is shown as %j", (kind, value, shown) => {
    expect(shownCell(kind, value)).toBe(shown);
  });

  test.each([
    ["text", "a b"],
    ["text", null],
    ["number", 0.1],
    ["json", { a: "b" }],
    ["json", "text"],
  ] as const)("%s %j comes back from what is typed", (kind, value) => {
    expect(readCell(kind, typedCell(kind, value))).toEqual({ value });
  });

  test("what cannot be read is refused in words", () => {
    expect(readCell("number", "many")).toEqual({ error: "This is not a number." });
    expect(readCell("json", "{a}")).toHaveProperty("error");
    expect(readCell("number", "2,5")).toEqual({ value: 2.5 });
    expect(readCell("date", " soon ")).toEqual({ value: "soon" });
  });

  test("yes, no and empty take turns", () => {
    expect([true, false, null, undefined].map(nextTruth)).toEqual([false, null, true, true]);
  });

  test("only columns of the table can be changed", () => {
    const column = { place: 0, name: "age", kind: "number", indexed: false } as const;
    const names = (mayChange: boolean) =>
      gridColumns([column], mayChange).filter(({ editable }) => editable);
    expect(names(true).map(({ name }) => name)).toEqual(["age"]);
    expect(names(false)).toEqual([]);
  });
});
