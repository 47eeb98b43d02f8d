import { expect, test } from "vitest";
import { carrierWords, failureShare } from "./worker-words";

const recent = (runs: number, failed: number) => ({ runs, failed, median_ms: null, slow_ms: null });

test("the share of failures is told with its number", () => {
  expect(failureShare(recent(0, 0))).toBe("–");
  expect(failureShare(recent(200, 3))).toBe("3 (1.5 %)");
  expect(failureShare(recent(4, 1))).toBe("1 (25 %)");
});

test("what carries hints is told, and what does not and why", () => {
  const redis = (problem: string | null) => ({ name: "redis", problem });
  const postgres = (problem: string | null) => ({ name: "postgres", problem });
  expect(carrierWords([])).toBeNull();
  expect(carrierWords([postgres(null)])).toEqual({
    text: "Hears of others by the database.",
    degraded: false,
  });
  expect(carrierWords([redis("refused"), postgres(null)])).toEqual({
    text: "Hears of others by the database. Not by Redis: refused.",
    degraded: true,
  });
  expect(carrierWords([redis(null), postgres(null)])?.degraded).toBe(false);
  expect(carrierWords([postgres("away")])?.text).toMatch(/^Hears of others only when it looks/);
});
