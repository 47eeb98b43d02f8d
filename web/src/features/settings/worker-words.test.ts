import { expect, test } from "vitest";
import { failureShare } from "./worker-words";

const recent = (runs: number, failed: number) => ({ runs, failed, median_ms: null, slow_ms: null });

test("the share of failures is told with its number", () => {
  expect(failureShare(recent(0, 0))).toBe("–");
  expect(failureShare(recent(200, 3))).toBe("3 (1.5 %)");
  expect(failureShare(recent(4, 1))).toBe("1 (25 %)");
});
