import { expect, test } from "vitest";
import type { Test } from "@/api/tables";
import { gridColumns } from "./cells";
import { filledIn, newCondition, TEST_LABELS, testsOf } from "./conditions";

const COLUMNS = gridColumns(
  [
    { place: 0, name: "name", kind: "text", indexed: false },
    { place: 1, name: "age", kind: "number", indexed: false },
  ],
  true,
);

test("half a condition narrows nothing", () => {
  const condition = (column: string, test: Test, value?: string) => ({
    column,
    test,
    ...(value !== undefined && { value }),
  });
  const conditions = [
    condition("name", "ilike", ""),
    condition("name", "ilike", "a"),
    condition("age", "greater", "x"),
    condition("age", "greater", "17"),
    condition("createdAt", "less", "20"),
    condition("name", "is_empty"),
    condition("gone", "is_empty"),
  ];
  const kept = filledIn({ any: true, conditions }, COLUMNS);
  expect(kept.any).toBe(true);
  expect(kept.conditions.map(({ column, test }) => `${column} ${TEST_LABELS[test]}`)).toEqual([
    "name contains",
    "age is more than",
    "name is empty",
  ]);
});

test("a new condition is on the first column of the table, by a comparison it knows", () => {
  expect(newCondition(COLUMNS)).toMatchObject({ column: "name", test: "ilike" });
  expect(testsOf("boolean")).not.toContain("greater");
});
