import { describe, expect, test } from "vitest";
import type { Json } from "@/graph/document";
import { kindOf, readValue, shortly, textOf } from "./value";

describe("values of variables", () => {
  const values: Json[] = ["eu", "", 5, -0.5, true, false, null, [1, { a: "b" }], { x: null }];
  test.each(values)("%j comes back from its text", (value) => {
    expect(readValue(kindOf(value), textOf(value))).toEqual({ value });
  });

  test.each([
    ["number", ""],
    ["number", "5 kg"],
    ["number", "Infinity"],
    ["json", "{city: 1}"],
  ] as const)("%s does not take %j", (kind, text) => {
    expect(readValue(kind, text)).toHaveProperty("error");
  });

  test("a list shows them on one line", () => {
    expect(shortly("a\n  b")).toBe("a b");
    expect(shortly({ a: [1, 2] })).toBe('{"a":[1,2]}');
  });
});
