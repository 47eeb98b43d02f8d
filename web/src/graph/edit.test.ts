import { describe, expect, it } from "vitest";
import { apply } from "./apply";
import { localProblems, whyNotConnect } from "./check";
import { copy, paste, readClipping } from "./clipboard";
import type { FlowDocument, JsonObject } from "./document";
import { addOnEdge, changeParameters, newNode, removal, removalOfNode } from "./edit";
import { flowOf, KINDS, makeKind, seeded } from "./fixtures";
import { type Kind, nodePorts } from "./kind";
import { edgesInto, edgesOutOf, nodeOf } from "./look-up";
import { freeName, idMaker } from "./names";

describe("ports", () => {
  const names = (kind: string, parameters: JsonObject) => {
    const { inputs, outputs, error } = nodePorts(KINDS.named(kind), parameters);
    const labels = outputs.map(({ name, label }) => (label ? `${name}:${label}` : name));
    return `${inputs.map(({ name }) => name)} > ${labels}${error ? " !" : ""}`;
  };
  const cases: readonly [string, JsonObject, string][] = [
    ["start", {}, " > main"],
    ["step", {}, "main > main !"],
    ["fork", {}, "main > yes:yes,no:no !"],
    ["route", {}, "main > else:else !"],
    [
      "route",
      { rules: [{ label: "VIP" }, {}, { label: "" }] },
      "main > rule_0:VIP,rule_1:2,rule_2:3,else:else !",
    ],
    ["route", { rules: "no list" }, "main > else:else !"],
    ["gather", {}, "input_0,input_1 > main !"],
    ["gather", { count: 3 }, "input_0,input_1,input_2 > main !"],
    ["gather", { count: -1 }, "input_0,input_1 > main !"],
    ["nobody", {}, " > "],
  ];
  it.each(cases)("%s with %j", (kind, parameters, expected) => {
    expect(names(kind, parameters)).toBe(expected);
  });

  it("is at most 64 a side", () => {
    const rules = Array.from({ length: 99 }, () => ({}));
    expect(nodePorts(KINDS.named("route"), { rules }).outputs).toHaveLength(65);
  });
});

describe("names", () => {
  it.each([
    ["A", [], "A"],
    ["A", ["A"], "A 2"],
    ["A", ["A", "A 2"], "A 3"],
    ["A 2", ["A", "A 2"], "A 3"],
  ])("%s beside %j", (wanted, taken, expected) => {
    expect(freeName(wanted, new Set(taken))).toBe(expected);
  });
});

describe("drawing an arrow", () => {
  const flow = flowOf("start -> step1 -> step2; step3");
  const main = (node: string) => ({ node, port: "main" });
  const cases: readonly [string, string, RegExp | undefined][] = [
    ["step1", "step3", undefined],
    ["start", "step2", undefined],
    ["step1", "step1", /itself/],
    ["step1", "start", /starts the flow/],
    ["start", "step1", /already there/],
    ["step2", "step1", /close a circle/],
    ["step2", "gone", /no longer there/],
  ];
  it.each(cases)("%s to %s", (from, to, refusal) => {
    const answer = whyNotConnect(flow, KINDS, main(from), main(to));
    if (refusal) expect(answer).toMatch(refusal);
    else expect(answer).toBeUndefined();
  });
});

describe("putting a node on an arrow", () => {
  const flow = flowOf("start -> step1 -> step2");
  const makeId = idMaker(flow, seeded(1));
  const node = newNode(flow, KINDS.named("fork") as Kind, { x: 0, y: 0 }, makeId);
  const [edge] = edgesInto(flow, "step1");
  const { document } = apply(flow, addOnEdge(flow, KINDS, edge as never, node, makeId));

  it("keeps the arrow's end, so that joins that name it stay", () => {
    expect(edgesInto(document, "step1")).toEqual([
      { ...edge, from: { node: node.id, port: "yes" } },
    ]);
    expect(edgesOutOf(document, "start").map(({ to }) => to.node)).toEqual([node.id]);
  });

  it("makes room to the right", () => {
    const x = (id: string) => nodeOf(document, id)?.position.x ?? 0;
    expect(x("step1")).toBeGreaterThanOrEqual(x(node.id) + 240 + 64);
    expect(x("step2") - x("step1")).toBe(336);
  });
});

describe("removing", () => {
  it("takes arrows out of joins that name them", () => {
    const flow = flowOf("start -> step1 -> step3; start -> step2 -> step3");
    const [first, second] = edgesInto(flow, "step3").map(({ id }) => id) as [string, string];
    const join = { rule: { specific: [first, second] } };
    const joined = apply(flow, { type: "set_options", node: "step3", options: { join } }).document;
    const { document, inverse } = apply(joined, removal(joined, { nodes: ["step1"] }));
    expect(nodeOf(document, "step3")?.join).toEqual({ rule: { specific: [second] } });
    expect(apply(document, inverse).document).toEqual(joined);
    const none = apply(document, removal(document, { edges: [second] })).document;
    expect(nodeOf(none, "step3")).not.toHaveProperty("join");
  });
});

describe("removing one node", () => {
  const cases: readonly [string, string, string, string[]][] = [
    ["of a chain closes the gap", "start -> step1 -> step2", "step1", ["start-step2"]],
    [
      "with two ways out leaves one",
      "start -> fork; fork.yes -> step1; fork.no -> step2",
      "fork",
      [],
    ],
    ["at the end", "start -> step1 -> step2", "step2", ["start-step1"]],
    ["before an error branch", "start -> step1; step1.error -> step2", "step1", []],
  ];
  it.each(cases)("%s", (_, text, node, expected) => {
    const flow = flowOf(text);
    const { document, inverse } = apply(flow, removalOfNode(flow, node));
    expect(document.edges.map(({ from, to }) => `${from.node}-${to.node}`)).toEqual(expected);
    expect(apply(document, inverse).document).toEqual(flow);
  });
});

describe("changing a list that makes ports", () => {
  const [a, b, c] = [{ label: "a" }, { label: "b" }, { label: "c" }];
  const flow: FlowDocument = apply(
    flowOf(
      "start -> route; route.rule_0 -> step1; route.rule_1 -> step2; route.rule_2 -> step3; route.else -> step4",
    ),
    {
      type: "set_parameters",
      node: "route",
      parameters: { rules: [a, b, c] },
    },
  ).document;
  const wiring = (document: FlowDocument) =>
    edgesOutOf(document, "route")
      .map(({ from, to }) => `${from.port}>${to.node}`)
      .sort();
  const cases: readonly [string, JsonObject[], string[]][] = [
    [
      "an entry more",
      [a, b, c, {}],
      ["else>step4", "rule_0>step1", "rule_1>step2", "rule_2>step3"],
    ],
    [
      "an edited entry",
      [a, { label: "B" }, c],
      ["else>step4", "rule_0>step1", "rule_1>step2", "rule_2>step3"],
    ],
    ["the first removed", [b, c], ["else>step4", "rule_0>step2", "rule_1>step3"]],
    ["the last removed", [a, b], ["else>step4", "rule_0>step1", "rule_1>step2"]],
    ["turned round", [c, b, a], ["else>step4", "rule_0>step3", "rule_1>step2", "rule_2>step1"]],
    [
      "one put in front",
      [{}, a, b, c],
      ["else>step4", "rule_1>step1", "rule_2>step2", "rule_3>step3"],
    ],
  ];
  it.each(cases)("%s", (_, rules, expected) => {
    const { document, inverse } = apply(flow, changeParameters(flow, KINDS, "route", { rules }));
    expect(wiring(document)).toEqual(expected);
    expect(apply(document, inverse).document).toEqual(flow);
  });
});

describe("copy and paste", () => {
  const flow = flowOf("start -> step1 -> step2");
  const named = apply(flow, {
    type: "set_parameters",
    node: "step2",
    parameters: { t: "{{ $('step1').item }} {{ $('start').item }}" },
  }).document;

  it("gives fresh ids and names, and references follow inside", () => {
    const clipping = copy(named, new Set(["step1", "step2"]));
    const { document } = apply(
      named,
      paste(named, clipping, { x: 100, y: 100 }, idMaker(named, seeded(3))).command,
    );
    expect(document.nodes.map(({ name }) => name)).toEqual([
      "start",
      "step1",
      "step2",
      "step1 2",
      "step2 2",
    ]);
    expect(document.nodes.at(-1)?.parameters).toEqual({
      t: "{{ $('step1 2').item }} {{ $('start').item }}",
    });
    expect(document.edges).toHaveLength(3);
    expect(document.nodes.at(-2)?.position).toEqual({ x: 96, y: 96 });
    expect(new Set(document.nodes.map(({ id }) => id)).size).toBe(5);
  });

  const texts: readonly [string, string, number | RegExp][] = [
    ["copied nodes", JSON.stringify(copy(flow, new Set(["step1"]))), 1],
    ["a whole flow", JSON.stringify(flow), 3],
    ["another tool's workflow", '{"nodes":[{"type":"x"}],"connections":{}}', /another tool/],
    ["other JSON", "[1]", /neither/],
    ["null", "null", /neither/],
    ["text", "hello", /no nodes/],
    ["an empty flow", JSON.stringify({ ...flow, nodes: [] }), /no nodes/],
  ];
  it.each(texts)("reads %s", (_, text, expected) => {
    const read = readClipping(text);
    if (typeof expected === "number")
      expect("clipping" in read && read.clipping.nodes).toHaveLength(expected);
    else expect("refusal" in read && read.refusal).toMatch(expected);
  });
});

describe("local checks", () => {
  const cases: readonly [string, FlowDocument, string[]][] = [
    ["a sound flow", flowOf("start -> fork; fork.yes -> step; fork.error -> step2"), []],
    ["a circle", flowOf("start -> step1 -> step2 -> step1 -> step3"), ["cycle"]],
    ["a port that is gone", flowOf("start -> route; route.rule_7 -> step"), ["edge_dangling"]],
    ["a node of an unknown kind", flowOf("start -> mystery; mystery.any -> step"), []],
    [
      "a name given twice",
      {
        ...flowOf("start; step1; step2"),
        nodes: flowOf("start; step1; step2").nodes.map((node) => ({ ...node, name: "x" })),
      },
      ["name_duplicate", "name_duplicate"],
    ],
  ];
  it.each(cases)("%s", (_, flow, codes) => {
    expect(localProblems(flow, KINDS).map(({ code }) => code)).toEqual(codes);
  });
});

describe("a circle", () => {
  it("is told with the arrow that leads back, so that it can become a loop", () => {
    const flow = flowOf("start -> step1 -> step2 -> step3 -> step1");
    const [problem] = localProblems(flow, KINDS);
    expect(problem).toMatchObject({ code: "cycle", edge: "step3.main-step1" });
  });
});

describe("a new node", () => {
  it("holds nothing that nobody chose", () => {
    const kind = makeKind("x", {
      parameters: { properties: { a: { default: 1 }, b: {}, c: { default: null } } },
    });
    expect(
      newNode(flowOf("start"), kind, { x: 7, y: 9 }, idMaker(flowOf("start"), seeded(1))),
    ).toMatchObject({ parameters: {}, position: { x: 0, y: 16 } });
  });
});
