// Addresses as text, there and back.
import { describe, expect, test } from "vitest";
import { isWithin, paramsIn, pathWith, readSearch, writeSearch } from "./address";

test("parameters are filled in and read again", () => {
  expect(pathWith("/flows/$flow", { flow: "a b/c" })).toBe("/flows/a%20b%2Fc");
  expect(paramsIn("/flows/$flow", "/flows/a%20b%2Fc")).toEqual({ flow: "a b/c" });
  expect(paramsIn("/flows/$flow", "/flows/100%")).toEqual({ flow: "100%" });
  expect(paramsIn("/flows/$flow", "/runs/x")).toBeUndefined();
  expect(paramsIn("/flows/$flow", "/flows")).toBeUndefined();
  expect(paramsIn("/flows", "/flows/")).toEqual({});
});

describe("what stands behind the `?`", () => {
  test.each([
    [{}, ""],
    [{ search: "mail" }, "?search=mail"],
    [{ new: true }, "?new=true"],
    [{ search: "true" }, "?search=%22true%22"],
    [{ status: ["failed", "in_doubt"] }, "?status=%5B%22failed%22%2C%22in_doubt%22%5D"],
    [{ search: "5 €" }, "?search=5+%E2%82%AC"],
  ])("%j is %s", (search, text) => {
    expect(writeSearch(search)).toBe(text);
    expect(readSearch(text)).toEqual(search);
  });

  test("what is not set is left out", () => {
    expect(writeSearch({ a: undefined, b: 1 })).toBe("?b=1");
  });
});

test("a place is where one is, or above it", () => {
  expect(isWithin("/runs", "/runs/run_1")).toBe(true);
  expect(isWithin("/runs", "/runs")).toBe(true);
  expect(isWithin("/run", "/runs")).toBe(false);
  expect(isWithin("/", "/runs")).toBe(false);
});
