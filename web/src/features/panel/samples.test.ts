// Which items a node's panel shows, and which fields its expressions can use.
import { expect, test } from "vitest";
import { emptyFlow, type FlowDocument, type FlowNode } from "@/graph";
import { nodeSamples } from "./samples";

function node(id: string): FlowNode {
  return {
    id,
    kind: "any",
    kind_version: 1,
    name: id.toUpperCase(),
    position: { x: 0, y: 0 },
    parameters: {},
  };
}

const arrow = (from: string, to: string, port = "main") => ({
  id: `${from}-${to}`,
  from: { node: from, port },
  to: { node: to, port: "main" },
});

// a → b → c, and d apart
const nodes = ["a", "b", "c", "d"].map(node);
const document: FlowDocument = {
  ...emptyFlow("x"),
  nodes,
  edges: [arrow("a", "b"), arrow("b", "c", "yes")],
};
const items = (...values: number[]) => values.map((value) => ({ json: { value } }));
const sample = (inputs: object, outputs: object) =>
  ({ run: "run_1", at: 5, inputs, outputs }) as never;

test("before any run there is nothing", () => {
  const seen = nodeSamples(undefined, document, nodes[2] as FlowNode);
  expect(seen).toMatchObject({
    inputs: { main: [] },
    outputs: {},
    sources: [],
    received: false,
    at: undefined,
  });
});

test("a node that ran shows what it received, and the nodes before it nearest first", () => {
  const samples = {
    nodes: {
      a: sample({}, { main: items(1) }),
      b: sample({ main: items(1) }, { yes: items(2), no: [] }),
      c: sample({ main: items(2) }, { main: items(3) }),
      d: sample({}, { main: items(9) }),
    },
  };
  const seen = nodeSamples(samples, document, nodes[2] as FlowNode);
  expect(seen.received).toBe(true);
  expect(seen.sources.map(({ root, items: values }) => [root, values])).toEqual([
    ["$json", [{ value: 2 }]],
    ["$('B').item.json", [{ value: 2 }]],
    ["$('A').item.json", [{ value: 1 }]],
  ]);
});

test("a node that never ran shows what its arrow would bring", () => {
  const samples = { nodes: { b: sample({ main: items(1) }, { yes: items(2), no: items(7) }) } };
  const seen = nodeSamples(samples, document, nodes[2] as FlowNode);
  expect(seen).toMatchObject({ received: false, inputs: { main: items(2) } });
});
