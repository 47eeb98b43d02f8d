import { describe, expect, it } from "vitest";
import type { FlowDocument, FlowNode } from "./document";
import { emptyFlow } from "./document";
import { staleNodes } from "./stale";

const node = (id: string, more: Partial<FlowNode> = {}): FlowNode => ({
  ...{ id, kind: "x", kind_version: 1, name: id.toUpperCase(), position: { x: 0, y: 0 } },
  parameters: {},
  ...more,
});
const arrow = (from: string, to: string) => ({
  id: from + to,
  from: { node: from, port: "main" },
  to: { node: to, port: "main" },
});

/** `a` leads to `b`, that to `c`; `d` looks at `b`; the box `e` holds `f`. */
const before: FlowDocument = {
  ...emptyFlow("Test"),
  nodes: [
    ...["a", "b", "c", "e"].map((id) => node(id)),
    node("d", { parameters: { list: [{ text: "{{ $('B').item.json.name }}" }] } }),
    node("f", { parent: "e" }),
  ],
  edges: [arrow("a", "b"), arrow("b", "c")],
};

const withNode = (id: string, more: Partial<FlowNode>): FlowDocument => ({
  ...before,
  nodes: before.nodes.map((old) => (old.id === id ? { ...old, ...more } : old)),
});

describe("what of a run is stale", () => {
  const cases: readonly [string, FlowDocument, string][] = [
    ["nothing", { ...before, nodes: [...before.nodes] }, ""],
    ["nothing if a node is only moved", withNode("a", { position: { x: 9, y: 9 } }), ""],
    ["nothing if it is only noted", withNode("a", { note: "look" }), ""],
    ["what comes after, and looks", withNode("b", { parameters: { n: 1 } }), "b c d"],
    ["the last one alone", withNode("c", { parameters: { n: 1 } }), "c"],
    ["a box with what is in it", withNode("f", { disabled: true }), "e f"],
    ["what an arrow leads to", { ...before, edges: [arrow("a", "b"), arrow("a", "c")] }, "c"],
    ["what follows a pin", { ...before, pinned: { b: [{}] } }, "b c d"],
    [
      "all, with other settings",
      { ...before, settings: { ...before.settings, time_zone: "Asia/Tokyo" } },
      "a b c d e f",
    ],
    ["a new node", { ...before, nodes: [...before.nodes, node("g")] }, "g"],
  ];
  it.each(cases)("%s", (_, after, expected) => {
    expect([...staleNodes(before, after)].sort().join(" ")).toBe(expected);
  });
});
