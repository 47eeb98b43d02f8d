import { expect, test } from "vitest";
import { bestMatches } from "./match";

const LABELS = ["Go to flows", "New flow", "Failed runs", "Import a flow from a file", "Sign out"];

test.each([
  ["flow", ["New flow", "Go to flows", "Import a flow from a file"]],
  ["nf", ["New flow"]],
  ["run fail", ["Failed runs"]],
  ["flow file", ["Import a flow from a file"]],
  ["zebra", []],
])("searching %s", (search, found) => {
  expect(bestMatches(search, LABELS, (label) => label).sort()).toEqual([...found].sort());
});

test("an empty search keeps everything in order", () => {
  expect(bestMatches("", LABELS, (label) => label)).toEqual(LABELS);
});

test("the start of a label counts most", () => {
  expect(bestMatches("new", ["A new one", "New flow"], (label) => label)[0]).toBe("New flow");
});
