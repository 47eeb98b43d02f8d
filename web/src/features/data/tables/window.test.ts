import { describe, expect, test } from "vitest";
import { rowWindow, scrollFor } from "./window";

const view = (top_px: number) => ({ top_px, height_px: 360, row_px: 36 });

describe("the rows in view", () => {
  test.each([
    [0, 0, { first: 0, end: 0, pages: [0] }],
    [5, 0, { first: 0, end: 5, pages: [0] }],
    [1000, 0, { first: 0, end: 18, pages: [0] }],
    [1000, 3600, { first: 92, end: 118, pages: [0, 1] }],
    [1000, 35_640, { first: 982, end: 1000, pages: [9] }],
    [3, 99_999, { first: 2, end: 3, pages: [0] }],
  ])("%i rows, scrolled by %i px", (total, top_px, expected) => {
    expect(rowWindow(total, view(top_px), 100)).toEqual(expected);
  });

  test("a row is scrolled into view, and no further", () => {
    expect(scrollFor(0, view(100))).toBe(0);
    expect(scrollFor(5, view(100))).toBe(100);
    expect(scrollFor(20, view(100))).toBe(396);
  });
});
