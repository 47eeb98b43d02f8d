// Items as fields, lines and a table.
import { expect, test } from "vitest";
import type { Json } from "../json";
import { jsonLines } from "./lines";
import { findShapes, previewText, shapeOf, shapeRows } from "./shape";
import { cellText, tableOf } from "./table";

const people: Json[] = [
  { name: "Ada", tags: ["a"], address: { city: "London" } },
  { name: "Bob", tags: [], age: 41, address: { city: null } },
];

test("the fields of items, with samples and what is not always there", () => {
  const rows = shapeRows(shapeOf(people), new Set());
  expect(
    rows.map(
      ({ shape, depth }) =>
        `${"  ".repeat(depth)}${shape.name}: ${shape.kind}${shape.optional ? "?" : ""}`,
    ),
  ).toEqual([
    "name: text",
    "tags: list",
    "  0: text",
    "address: object",
    "  city: text",
    "age: number?",
  ]);
});

test("fields are found by path and by sample", () => {
  const shape = shapeOf(people);
  expect(findShapes(shape, "city").map((one) => one.path.join("."))).toEqual(["address.city"]);
  expect(findShapes(shape, "ada").map((one) => one.path.join("."))).toEqual(["name"]);
});

test("odd items have a shape too", () => {
  expect(shapeOf([]).children).toEqual([]);
  expect(shapeOf([3, "x"]).kind).toBe("number");
  expect(shapeOf([[{ a: 1 }]]).children[0]?.children[0]?.path).toEqual([0, "a"]);
});

const written: [unknown, string[], string][] = [
  [{ a: 1, b: [true, null] }, [], "{|  a: 1,|  b: [|    true,|    null|  ]|}"],
  [{ a: 1, b: [true, null] }, ["/b"], "{|  a: 1,|  b: [ 2 ]|}"],
  [{ a: { b: 1 } }, [""], "{ a }"],
  [[], [], "[]"],
  ["x", [], '"x"'],
];

test.each(written)("lines of %o folded at %o", (value, folded, expected) => {
  const lines = jsonLines(value as never, new Set(folded));
  const text = lines.map(
    (line) => "  ".repeat(line.depth) + (line.key === undefined ? "" : `${line.key}: `) + line.text,
  );
  expect(text.join("|")).toBe(expected);
  expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
});

test("a table has the fields in order of appearance, and bare values in one column", () => {
  expect(tableOf([...people, 7])).toEqual({
    columns: ["name", "tags", "address", "age", "value"],
    left_out: 0,
  });
  expect(cellText(people[0] as Json, "address")).toBe('{"city":"London"}');
  expect(cellText(people[0] as Json, "age")).toBeUndefined();
  expect(cellText(7, "value")).toBe("7");
});

test("long values are cut", () => {
  expect(previewText("x".repeat(100), 10)).toBe("xxxxxxxxx…");
});
