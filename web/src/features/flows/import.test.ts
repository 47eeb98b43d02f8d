import { describe, expect, it } from "vitest";
import type { ImportFinding } from "@/api/types";
import { byNode } from "@/importing/findings";
import { isTowpathFlow, readJson } from "./import-source";

const finding = (
  node: string | null,
  weight: ImportFinding["weight"],
  message: string,
): ImportFinding => ({
  node,
  weight,
  message,
  code: "code",
  hint: "",
  field: null,
  kind: null,
  node_id: null,
});

describe("the import", () => {
  it("puts findings together by node, what is to do first", () => {
    const groups = byNode([
      finding("A", "note", "1"),
      finding("B", "changed", "2"),
      finding("A", "blocking", "3"),
      finding(null, "note", "4"),
    ]);
    expect(groups.map(({ node }) => node)).toEqual([null, "A", "B"]);
    expect(groups[1]?.findings.map(({ message }) => message)).toEqual(["3", "1"]);
  });

  it("knows a flow of its own", () => {
    expect(isTowpathFlow({ format: "towpath.flow" })).toBe(true);
    expect(isTowpathFlow({ nodes: [] })).toBe(false);
    expect(isTowpathFlow(null)).toBe(false);
  });

  it("refuses what is no JSON in words", () => {
    expect(() => readJson("{")).toThrow("It is not valid JSON.");
  });
});
