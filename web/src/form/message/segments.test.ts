// Parts of text messages, as the networks count them.
import { expect, test } from "vitest";
import { segmentsOf } from "./segments";

test.each([
  ["", "GSM-7", 0, 0, 160],
  ["a".repeat(160), "GSM-7", 160, 1, 0],
  ["a".repeat(161), "GSM-7", 161, 2, 145],
  ["a".repeat(306), "GSM-7", 306, 2, 0],
  ["€".repeat(80), "GSM-7", 160, 1, 0],
  [`${"a".repeat(152)}€${"a".repeat(10)}`, "GSM-7", 164, 2, 141],
  ["ё".repeat(70), "UCS-2", 70, 1, 0],
  ["ё".repeat(71), "UCS-2", 71, 2, 63],
  ["👋", "UCS-2", 2, 1, 68],
  [`${"ё".repeat(66)}👋${"ё".repeat(10)}`, "UCS-2", 78, 2, 55],
  ["Grüße à la maison", "GSM-7", 17, 1, 143],
])("%s", (text, alphabet, used, parts, left) => {
  expect(segmentsOf(text)).toMatchObject({ alphabet, used, parts, left });
});

test("the letter that doubles the price is named", () => {
  expect(segmentsOf("It’s here").odd).toBe("’");
});
