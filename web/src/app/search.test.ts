import { expect, test } from "vitest";
import { flowsSearch, runsSearch } from "./search";

test.each([
  [{}, {}],
  [{ status: "failed" }, { status: ["failed"] }],
  [{ status: ["failed", "in_doubt", "nonsense"] }, { status: ["failed", "in_doubt"] }],
  [
    { flow: "flow_1", mode: "webhook", range: "day" },
    { flow: "flow_1", mode: "webhook", range: "day" },
  ],
  [{ mode: "sideways", range: 7, search: "" }, {}],
  [{ search: 42 }, { search: "42" }],
])("runs filter of %o", (given, search) => {
  expect(runsSearch(given)).toEqual(search);
});

test.each([
  [
    { state: "live", search: "welcome" },
    { state: "live", search: "welcome" },
  ],
  [{ state: "gone", new: "yes" }, {}],
  [{ new: true }, { new: true }],
])("flows filter of %o", (given, search) => {
  expect(flowsSearch(given)).toEqual(search);
});
