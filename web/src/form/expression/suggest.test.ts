import { expect, test } from "vitest";
import { complete, suggestionsOf } from "./suggest";

const all = suggestionsOf([
  {
    root: "$json",
    id: "here",
    label: "Here",
    items: [{ name: "Ada", tags: ["a"], total: 3 }],
  },
]);

const paths = (template: string, caret = template.length) =>
  complete(template, caret, all)?.suggestions.map((one) => one.path) ?? [];

test.each([
  ["{{ $json.na", "$json.name"],
  ["{{ $no", "$now"],
  ["{{ $if", "$if(condition, value, otherwise)"],
  ["{{ $json.name.toUp", "$json.name.toUpperCase()"],
  ["{{ $json.total.", "$json.total.abs()"],
  ["{{ $json.tags.jo", '$json.tags.join(", ")'],
  ["{{ $now.toF", '$now.toFormat("dd.MM.yyyy")'],
  ["{{ $json.name.trim().toLo", "$json.name.trim().toLowerCase()"],
])("%s can become %s", (template, wanted) => {
  expect(paths(template)).toContain(wanted);
});

test("methods are those of the kind of data", () => {
  expect(paths("{{ $json.total.to")).not.toContain("$json.total.toUpperCase()");
  expect(paths("{{ $json.name.fi")).toEqual([]);
});

test("nothing is offered outside of braces or where nothing is typed", () => {
  expect(paths("$json.na")).toEqual([]);
  expect(paths("{{ 1 + 2.")).toEqual([]);
});
