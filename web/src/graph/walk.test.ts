import { describe, expect, it } from "vitest";
import { apply } from "./apply";
import { describeEdge, describeNode } from "./describe";
import { flowOf, KINDS, seeded } from "./fixtures";
import { nodeSize, overlaps, type Rectangle } from "./geometry";
import { nodePorts } from "./kind";
import { tidyLayout, tidyMoves } from "./layout";
import { nodeOf } from "./look-up";
import { type Direction, neighbour, onCircles, reachable, readingOrder, wouldClose } from "./walk";

const FLOW = flowOf("start -> fork; fork.yes -> step1 -> step3; fork.no -> step2 -> step3; step9");

describe("walking", () => {
  const cases: readonly [string, Direction, string][] = [
    ["start", "right", "fork"],
    ["fork", "left", "start"],
    ["step1", "down", "step2"],
    ["step2", "up", "step1"],
    ["step3", "right", "step3"],
    ["step3", "left", "step1"],
  ];
  it.each(cases)("from %s %s to %s", (id, direction, expected) => {
    const tidy = apply(FLOW, { type: "move", nodes: tidyMoves(FLOW, KINDS) }).document;
    expect(neighbour(tidy, id, direction)).toBe(expected);
  });

  it("finds what can be reached", () => {
    expect([...reachable(FLOW, ["step2"])].sort()).toEqual(["step2", "step3"]);
    expect([...reachable(FLOW, ["step1"], "back")].sort()).toEqual(["fork", "start", "step1"]);
    expect(wouldClose(FLOW, "step3", "fork")).toBe(true);
    expect(wouldClose(FLOW, "step1", "step2")).toBe(false);
  });

  it("reads along the arrows, each node once", () => {
    const order = readingOrder(FLOW).map(({ id }) => id);
    expect(order.slice(0, 2)).toEqual(["start", "fork"]);
    expect([...order].sort()).toEqual(FLOW.nodes.map(({ id }) => id).sort());
  });

  it("knows circles", () => {
    expect(onCircles(FLOW).size).toBe(0);
    const circle = flowOf("start -> step1 -> step2 -> step3 -> step1; step3 -> step4");
    expect([...onCircles(circle)].sort()).toEqual(["step1", "step2", "step3"]);
  });
});

describe("tidying", () => {
  const shapes = {
    chain: flowOf("start -> step1 -> step2 -> step3"),
    diamond: FLOW,
    circle: flowOf("start -> step1 -> step2 -> step1"),
    long: flowOf("start -> step1 -> step2 -> step3; start -> step3"),
    islands: flowOf("step1; step2; step3"),
    empty: flowOf(""),
  };
  it.each(Object.entries(shapes))(
    "%s: no node on another, columns along the arrows",
    (name, flow) => {
      const tidy = apply(flow, { type: "move", nodes: tidyMoves(flow, KINDS) }).document;
      const places: Rectangle[] = tidy.nodes.map((node) => ({
        ...node.position,
        ...nodeSize(nodePorts(KINDS.of(node), node.parameters)),
      }));
      places.forEach((place, index) => {
        for (const other of places.slice(index + 1)) expect(overlaps(place, other)).toBe(false);
      });
      if (name === "circle") return;
      for (const { from, to } of tidy.edges) {
        expect(nodeOf(tidy, to.node)?.position.x).toBeGreaterThan(
          nodeOf(tidy, from.node)?.position.x ?? 0,
        );
      }
    },
  );

  it("draws a chain as a straight line", () => {
    expect(new Set(Object.values(tidyLayout(shapes.chain, KINDS)).map(({ y }) => y)).size).toBe(1);
  });

  it("does not move what stands right", () => {
    const tidy = apply(FLOW, { type: "move", nodes: tidyMoves(FLOW, KINDS) }).document;
    expect(tidyMoves(tidy, KINDS)).toEqual({});
  });

  it("takes a moment for 5,000 nodes", () => {
    const random = seeded(7);
    const lines = Array.from(
      { length: 4_999 },
      (_, index) => `step${Math.floor(index * (0.9 + random() * 0.1))} -> step${index + 1}`,
    );
    const flow = flowOf(lines.join(";"));
    const started = performance.now();
    expect(Object.keys(tidyLayout(flow, KINDS)).length).toBe(flow.nodes.length);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("words for a node", () => {
  it.each([
    ["start", "start, Start. Starts the flow. Leads to fork."],
    ["fork", "fork, Fork. After start. Leads to step1 (yes) and step2 (no)."],
    ["step9", "step9, Step. Nothing leads here. Leads nowhere."],
  ])("%s", (id, expected) => {
    expect(describeNode(FLOW, KINDS, nodeOf(FLOW, id) as never)).toBe(expected);
  });

  it("names both ends of an arrow", () => {
    const edge = FLOW.edges.find(({ id }) => id === "fork.no-step2");
    expect(describeEdge(FLOW, KINDS, edge as never)).toBe("fork (no) to step2");
  });

  it("tells where the items of a run went", () => {
    const counts = {
      "start.main-fork": { state: "taken", items: 1_200 },
      "fork.yes-step1": { state: "taken", items: 1 },
      "fork.no-step2": { state: "skipped", items: 0 },
    } as const;
    const words = describeNode(FLOW, KINDS, nodeOf(FLOW, "fork") as never, { counts });
    expect(words).toMatch(/1,200 items came in\. Went on: 1 item to step1 \(yes\)\.$/);
  });

  it("tells state and problems", () => {
    const problem = { severity: "error", code: "x", message: "No address.", hint: "" } as const;
    const words = describeNode(FLOW, KINDS, nodeOf(FLOW, "step1") as never, {
      state: "in_doubt",
      problems: [problem],
    });
    expect(words).toMatch(/In doubt\. 1 problem: No address\.$/);
  });
});
