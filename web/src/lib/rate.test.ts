import { describe, expect, it } from "vitest";
import { splitTime, timeOf, wholeNumber } from "./rate";

describe("the time of a rate", () => {
  it("is shown in the largest unit that fits", () => {
    expect(splitTime(60_000)).toEqual({ count: 1, unit: "minutes" });
    expect(splitTime(90_000)).toEqual({ count: 90, unit: "seconds" });
    expect(splitTime(7_200_000)).toEqual({ count: 2, unit: "hours" });
  });

  it("comes back as it was and stays within a day", () => {
    for (const per_ms of [1_000, 90_000, 3_600_000, 86_400_000]) {
      const { count, unit } = splitTime(per_ms);
      expect(timeOf(count, unit)).toBe(per_ms);
    }
    expect(timeOf(100, "hours")).toBe(86_400_000);
    expect(timeOf(Number.NaN, "seconds")).toBe(1_000);
  });

  it("takes whole numbers from 1", () => {
    expect(["", " ", "0", "-3", "x"].map((text) => wholeNumber(text, 10))).toEqual(
      Array(5).fill(undefined),
    );
    expect(["5", "4.6", "99"].map((text) => wholeNumber(text, 10))).toEqual([5, 5, 10]);
  });
});
