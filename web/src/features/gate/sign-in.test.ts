import { expect, test } from "vitest";
import { nextPage } from "./sign-in";

test.each([
  ["", "/"],
  ["?next=%2Fruns%3Fstatus%3Dfailed", "/runs?status=failed"],
  ["?next=https%3A%2F%2Felsewhere.example", "/"],
  ["?next=%2F%2Felsewhere.example", "/"],
  ["?next=%2F%5Celsewhere.example", "/"],
])("after signing in with %s comes %s", (search, page) => {
  expect(nextPage(search)).toBe(page);
});
