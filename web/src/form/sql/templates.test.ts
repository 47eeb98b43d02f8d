// Statements made from a table and columns.
import { expect, test } from "vitest";
import { SQL_TEMPLATES } from "./templates";

test.each([
  ["select", 'SELECT name, "Order No"\nFROM crm.people\nWHERE id = {{ $json.id }}\nLIMIT 100'],
  [
    "insert",
    'INSERT INTO crm.people (name, "Order No")\nVALUES ({{ $json.name }}, {{ $json["Order No"] }})',
  ],
  [
    "update",
    'UPDATE crm.people\nSET name = {{ $json.name }}, "Order No" = {{ $json["Order No"] }}\nWHERE id = {{ $json.id }}',
  ],
  ["delete", "DELETE FROM crm.people\nWHERE id = {{ $json.id }}"],
])("%s", (id, expected) => {
  const template = SQL_TEMPLATES.find((one) => one.id === id);
  const given = { table: "crm.people", columns: ["name", "Order No"], keys: ["id"] };
  expect(template?.write(given)).toBe(expected);
});

test("a row that is there is changed instead", () => {
  const template = SQL_TEMPLATES.find(({ id }) => id === "upsert");
  const write = (columns: string[]) => template?.write({ table: "t", columns, keys: ["id"] });
  expect(write(["id", "name"])).toContain("ON CONFLICT (id) DO UPDATE SET name = excluded.name");
  expect(write([])).toContain("ON CONFLICT (id) DO NOTHING");
});

test("names cannot break out of their quotes", () => {
  const made = SQL_TEMPLATES[0]?.write({ table: 'a"; DROP', columns: [], keys: [] });
  expect(made).toContain('"a""; DROP"');
});
