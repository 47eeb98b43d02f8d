// Which comparisons there are for which columns.
import type { ColumnKind, Condition, RowFilter, Test } from "@/api/tables";
import type { GridColumn } from "./cells";

export const TEST_LABELS: Record<Test, string> = {
  equals: "is",
  not_equals: "is not",
  like: "contains (exactly)",
  ilike: "contains",
  greater: "is more than",
  greater_or_equal: "is at least",
  less: "is less than",
  less_or_equal: "is at most",
  is_empty: "is empty",
  is_not_empty: "is not empty",
  is_true: "is yes",
  is_false: "is no",
};

const ORDERED: readonly Test[] = [
  "equals",
  "not_equals",
  "greater",
  "greater_or_equal",
  "less",
  "less_or_equal",
  "is_empty",
  "is_not_empty",
];

const TESTS: Record<ColumnKind, readonly Test[]> = {
  text: ["ilike", "like", "equals", "not_equals", "is_empty", "is_not_empty"],
  number: ORDERED,
  boolean: ["is_true", "is_false", "is_empty", "is_not_empty"],
  date: ORDERED,
  json: ["ilike", "like", "is_empty", "is_not_empty"],
};

export const testsOf = (kind: ColumnKind): readonly Test[] => TESTS[kind];

export const wantsValue = (test: Test): boolean =>
  !["is_empty", "is_not_empty", "is_true", "is_false"].includes(test);

/** A condition to begin with: on the first column of the table itself. */
export function newCondition(columns: readonly GridColumn[]): Condition {
  const column = columns[1] ?? columns[0];
  return {
    column: column?.name ?? "id",
    test: TESTS[column?.kind ?? "number"][0] ?? "equals",
    value: "",
  };
}

/** The conditions that are filled in: half a condition narrows nothing, and is no error. */
export function filledIn(filter: RowFilter, columns: readonly GridColumn[]): RowFilter {
  const isFilledIn = ({ column, test, value }: Condition) => {
    const kind = columns.find(({ name }) => name === column)?.kind;
    if (!kind || !wantsValue(test)) return kind !== undefined;
    if (kind === "number")
      return String(value ?? "").trim() !== "" && Number.isFinite(Number(value));
    if (kind === "date") return /^\d{4}-\d\d-\d\d/.test(String(value ?? ""));
    return String(value ?? "") !== "";
  };
  return { ...filter, conditions: filter.conditions.filter(isFilledIn) };
}
