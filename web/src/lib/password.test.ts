import { expect, test } from "vitest";
import { passwordStrength } from "./password";

test.each([
  ["", 0],
  ["short", 0],
  ["aaaaaaaaaaaaaa", 1],
  ["abcabcabcabcabc", 1],
  ["lantern-bridge", 2],
  ["lantern bridge heron", 3],
])("%s is of level %i", (password, level) => {
  expect(passwordStrength(password).level).toBe(level);
});

test("a short password says how much is missing", () => {
  expect(passwordStrength("lantern-b").text).toBe("1 more character");
});
