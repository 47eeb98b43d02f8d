import { describe, expect, it } from "vitest";
import { apply } from "./apply";
import { align, distribute } from "./arrange";
import type { Command } from "./command";
import type { FlowDocument } from "./document";
import { edgeAt } from "./edge-hit";
import { flowOf, KINDS, makeKind } from "./fixtures";
import { addGroup, changeGroup, groupOf, joinGroup, removeGroups } from "./group";
import { type Kind, Kinds } from "./kind";
import { edgesInto, edgesOutOf, nodeOf } from "./look-up";
import { drawPicture } from "./picture";
import { swapWithPrevious } from "./reorder";
import { replaceKind, whyNotReplace } from "./replace-kind";
import { reattach, whyNotReattach } from "./rewire";
import { sceneOf } from "./scene";
import { searchFlow } from "./search";

/** The document after a command, which must be one that can be taken back. */
function done(document: FlowDocument, command: Command): FlowDocument {
  const applied = apply(document, command);
  expect(apply(applied.document, applied.inverse).document).toEqual(document);
  return applied.document;
}

const wires = (document: FlowDocument) =>
  document.edges.map(({ from, to }) => `${from.node}.${from.port} -> ${to.node}.${to.port}`).sort();
const kind = (name: string) => KINDS.named(name) as Kind;
const ids = (...names: string[]) => new Set(names);

describe("replacing the kind of a node", () => {
  const cases: readonly [string, string, string, string, string[]][] = [
    [
      "keeps arrows at the ports it has",
      "start -> step1 -> step2; step1.error -> step3",
      "step1",
      "attempt",
      ["start.main -> step1.main", "step1.error -> step3.main", "step1.main -> step2.main"],
    ],
    [
      "brings arrows to the port in the same place",
      "start -> fork; fork.yes -> step1; fork.no -> step2",
      "fork",
      "route",
      ["fork.else -> step1.main", "fork.else -> step2.main", "start.main -> fork.main"],
    ],
    [
      "takes arrows away that find no port",
      "start -> step1 -> step2",
      "start",
      "start",
      ["start.main -> step1.main", "step1.main -> step2.main"],
    ],
  ];
  it.each(cases)("%s", (_, text, node, wanted, expected) => {
    const flow = flowOf(text);
    expect(wires(done(flow, replaceKind(flow, KINDS, node, kind(wanted))))).toEqual(expected);
  });

  it("keeps the fields both kinds have, and a name somebody chose", () => {
    const kinds = new Kinds([
      makeKind("a", { parameters: { properties: { text: {}, only: {} } } }),
      makeKind("b", { parameters: { properties: { text: {} } } }),
    ]);
    const flow = done(flowOf("a1; a2"), {
      type: "set_parameters",
      node: "a1",
      parameters: { text: "x", only: 1 },
    });
    const chosen = done(flow, { type: "rename_node", node: "a1", name: "My step" });
    const replaced = done(chosen, replaceKind(chosen, kinds, "a1", kinds.named("b") as Kind));
    expect(nodeOf(replaced, "a1")).toMatchObject({
      kind: "b",
      name: "My step",
      parameters: { text: "x" },
    });
    const plain = done(flow, { type: "rename_node", node: "a2", name: "A 2" });
    const other = done(plain, replaceKind(plain, kinds, "a2", kinds.named("b") as Kind));
    expect(nodeOf(other, "a2")?.name).toBe("B");
  });

  const refusals: readonly [string, string, string, RegExp | undefined][] = [
    ["start -> step1", "step1", "fork", undefined],
    ["start -> step1", "step1", "start", /Arrows lead to it/],
    ["loop; in loop: step1", "loop", "step", /only become another box/],
    ["loop; in loop: step1", "loop", "attempt", undefined],
    ["loop; in loop: step1", "step1", "start", /stands in a box/],
  ];
  it.each(refusals)("%s: %s as %s", (text, node, wanted, refusal) => {
    const answer = whyNotReplace(flowOf(text), node, kind(wanted));
    if (refusal) expect(answer).toMatch(refusal);
    else expect(answer).toBeUndefined();
  });
});

describe("moving the end of an arrow", () => {
  const flow = flowOf("start -> step1 -> step2; step3");
  const [edge] = edgesInto(flow, "step2");
  const to = (node: string) => ({
    from: edge?.from ?? { node: "", port: "" },
    to: { node, port: "main" },
  });

  it("leads it elsewhere and forgets it in the join it named", () => {
    const joined = done(flow, {
      type: "set_options",
      node: "step2",
      options: { join: { rule: { specific: [edge?.id ?? ""] } } },
    });
    const moved = done(joined, reattach(joined, edge?.id ?? "", to("step3")));
    expect(edgesInto(moved, "step3").map(({ id }) => id)).toEqual([edge?.id]);
    expect(nodeOf(moved, "step2")).not.toHaveProperty("join");
  });

  const cases: readonly [string, RegExp | undefined][] = [
    ["step3", undefined],
    ["step2", undefined],
    ["step1", /itself/],
    ["start", /starts the flow/],
  ];
  it.each(cases)("to %s", (node, refusal) => {
    const answer = whyNotReattach(flow, KINDS, edge?.id ?? "", to(node));
    if (refusal) expect(answer).toMatch(refusal);
    else expect(answer).toBeUndefined();
  });
});

describe("changing places in a chain", () => {
  it("puts a node before the one it follows", () => {
    const flow = flowOf("start -> step1 -> step2 -> step3");
    const made = swapWithPrevious(flow, KINDS, "step2");
    if ("refusal" in made) throw new Error(made.refusal);
    const document = done(flow, made.command);
    expect(wires(document)).toEqual([
      "start.main -> step2.main",
      "step1.main -> step3.main",
      "step2.main -> step1.main",
    ]);
    expect(nodeOf(document, "step2")?.position.x).toBeLessThan(
      nodeOf(document, "step1")?.position.x ?? 0,
    );
  });

  const refusals: readonly [string, string, RegExp][] = [
    ["start -> step1", "step1", /starts the flow/],
    ["step1", "step1", /No node leads/],
    ["start -> step1 -> step2; step1 -> step3", "step2", /Several arrows leave step1/],
    ["start -> step1 -> step3; start -> step2 -> step3", "step3", /Several arrows lead/],
    ["step1 -> fork; fork.yes -> step2; fork.no -> step3", "fork", /several ports/],
  ];
  it.each(refusals)("%s: %s stays", (text, node, refusal) => {
    const made = swapWithPrevious(flowOf(text), KINDS, node);
    expect("refusal" in made && made.refusal).toMatch(refusal);
  });
});

describe("lining up", () => {
  const flow = done(flowOf("step1; step2; step3"), {
    type: "move",
    nodes: { step1: { x: 0, y: 0 }, step2: { x: 400, y: 96 }, step3: { x: 1200, y: 48 } },
  });
  const at = (command: Command, axis: "x" | "y") =>
    done(flow, command).nodes.map(({ position }) => position[axis]);
  const all = ids("step1", "step2", "step3");

  it("brings an edge onto one line", () => {
    expect(at(align(flow, KINDS, all, "top"), "y")).toEqual([0, 0, 0]);
    expect(at(align(flow, KINDS, all, "bottom"), "y")).toEqual([96, 96, 96]);
    expect(at(align(flow, KINDS, all, "right"), "x")).toEqual([1200, 1200, 1200]);
  });

  it("leaves the same space between", () => {
    expect(at(distribute(flow, KINDS, all, "across"), "x")).toEqual([0, 608, 1200]);
  });

  it("takes along what stands in a box", () => {
    const boxed = flowOf("step1; loop; in loop: step2");
    const before = nodeOf(boxed, "step2")?.position ?? { x: 0, y: 0 };
    const box = sceneOf(boxed, KINDS).boxes.get("loop");
    const after = done(boxed, align(boxed, KINDS, ids("step1", "loop"), "top"));
    const moved = (nodeOf(after, "loop")?.position.y ?? 0) - (box?.y ?? 0);
    expect((nodeOf(after, "step2")?.position.y ?? 0) - before.y).toBe(moved);
  });
});

describe("groups", () => {
  const flow = flowOf("step1 -> step2 -> step3");

  it("hold a node once, and go when nobody is left", () => {
    let document = done(
      flow,
      addGroup(flow, ids("step1", "step2"), "One", () => "g1"),
    );
    document = done(
      document,
      addGroup(document, ids("step2", "step3"), "Two", () => "g2"),
    );
    expect(groupOf(document, "step2")?.id).toBe("g2");
    expect(document.groups?.map(({ nodes }) => nodes)).toEqual([["step1"], ["step2", "step3"]]);
    document = done(document, joinGroup(document, "step1", "g2"));
    expect(document.groups?.map(({ id }) => id)).toEqual(["g2"]);
    document = done(document, removeGroups(document, ids("g2")));
    expect(document).not.toHaveProperty("groups");
  });

  it("leave out what holds its default", () => {
    const grouped = done(
      flow,
      addGroup(flow, ids("step1"), "One", () => "g"),
    );
    const folded = done(grouped, changeGroup(grouped, "g", { collapsed: true, colour: "red" }));
    expect(folded.groups?.[0]).toMatchObject({ collapsed: true, colour: "red" });
    const open = done(folded, changeGroup(folded, "g", { collapsed: false, colour: "" }));
    expect(open.groups).toEqual([{ id: "g", label: "One", nodes: ["step1"] }]);
  });

  it("are drawn around their nodes, and as one card when folded", () => {
    const grouped = done(
      flow,
      addGroup(flow, ids("step1", "step2"), "One", () => "g"),
    );
    const [placed] = sceneOf(grouped, KINDS).groups;
    expect(placed?.rectangle.width).toBeGreaterThan(240 + 336);
    const folded = done(grouped, changeGroup(grouped, "g", { collapsed: true }));
    const scene = sceneOf(folded, KINDS);
    expect([...scene.hidden.keys()]).toEqual(["step1", "step2"]);
    expect(scene.groups[0]?.rectangle).toMatchObject({ width: 240, height: 64 });
  });
});

describe("searching", () => {
  const flow = done(flowOf("start -> step1"), {
    type: "set_parameters",
    node: "step1",
    parameters: {
      fields: [{ name: "greeting", value: "Hello {{ $json.name }}, how are you?" }],
      on: true,
    },
  });
  const cases: readonly [string, string[]][] = [
    ["STEP1", ["step1 Name"]],
    ["hello", ["step1 fields.0.value"]],
    ["name }}", ["step1 fields.0.value"]],
    ["start", ["start Name", "start Kind"]],
    ["  ", []],
    ["nowhere", []],
  ];
  it.each(cases)("%s", (text, expected) => {
    const hits = searchFlow(flow, KINDS, text);
    expect(hits.map(({ id, place }) => `${id} ${place}`)).toEqual(expected);
    for (const { excerpt, from } of hits) {
      const found = excerpt.slice(from, from + text.trim().length).toLowerCase();
      expect(found).toBe(text.trim().toLowerCase());
    }
  });
});

describe("which arrow passes a point", () => {
  const flow = flowOf("start -> step1; loop; in loop: step2 -> step3");
  const scene = sceneOf(flow, KINDS);

  it("is the nearest within reach", () => {
    expect(edgeAt(scene, { x: 290, y: 60 }, 40)?.id).toBe(edgesOutOf(flow, "start")[0]?.id);
    expect(edgeAt(scene, { x: 290, y: 2000 }, 40)).toBeUndefined();
  });

  it("is none in a folded box", () => {
    const [inner] = edgesOutOf(flow, "step2");
    const from = nodeOf(flow, "step2")?.position ?? { x: 0, y: 0 };
    const point = { x: from.x + 288, y: from.y + 60 };
    expect(edgeAt(scene, point, 60)?.id).toBe(inner?.id);
    expect(edgeAt(sceneOf(flow, KINDS, ids("loop")), point, 60)?.id).not.toBe(inner?.id);
  });
});

describe("a picture", () => {
  const colours = {
    ...{ ground: "#fff", surface: "#fff", line: "#ccc", arrow: "#888", ink: "#000" },
    ...{ soft: "#444", accent: "#075", bad: "#a00", note: "#ffd", groups: { red: "#f00" } },
  };
  const flow: FlowDocument = {
    ...flowOf("start -> fork; fork.yes -> loop; in loop: step1"),
    name: `Orders & <"more">`,
    notes: [{ id: "n", text: "Hi\u0000 <b>", position: { x: 0, y: -200 }, width: 200, height: 90 }],
    groups: [{ id: "g", label: "Begin", colour: "red", nodes: ["start", "fork"] }],
  };

  it("is well-formed, holds every name, and nothing that is not text", () => {
    const { svg, width, height } = drawPicture(flow, KINDS, colours, () => '<path d="M4 12h16"/>');
    for (const name of ["start", "fork", "loop", "step1", "Begin", "yes"]) {
      expect(svg).toContain(`>${name}</text>`);
    }
    expect(svg).toContain("Orders &amp; &lt;&quot;more&quot;&gt;");
    expect(svg).not.toContain("<b>");
    expect(svg).not.toContain("\u0000");
    expect(width).toBeGreaterThan(700);
    expect(height).toBeGreaterThan(400);
    const open = [...svg.matchAll(/<\w[^>]*>/g)].filter(([tag]) => !tag.endsWith("/>")).length;
    expect(open).toBe([...svg.matchAll(/<\/\w+>/g)].length);
  });

  it("shows a folded box as one card", () => {
    const { svg } = drawPicture(flow, KINDS, colours, () => "", ids("loop"));
    expect(svg).not.toContain(">step1</text>");
  });

  it("of nothing is small, and no fault", () => {
    expect(drawPicture(flowOf(""), KINDS, colours, () => "").width).toBe(96);
  });
});
