import { describe, expect, it } from "vitest";
import type { FlowDocument, FlowNode } from "./document";
import { flowOf } from "./fixtures";
import { type Choice, mergeFlows, nothingOf } from "./merge";

const BASE = flowOf("start -> step1 -> step2");

const change = (document: FlowDocument, id: string, fields: Partial<FlowNode>): FlowDocument => ({
  ...document,
  nodes: document.nodes.map((node) => (node.id === id ? { ...node, ...fields } : node)),
});
const without = (document: FlowDocument, id: string): FlowDocument => ({
  ...document,
  nodes: document.nodes.filter((node) => node.id !== id),
  edges: document.edges.filter(({ from, to }) => from.node !== id && to.node !== id),
});
const merge = (mine: FlowDocument, theirs: FlowDocument, chosen: Record<string, Choice> = {}) =>
  mergeFlows({ base: BASE, mine, theirs }, new Map(Object.entries(chosen)));
const ids = ({ nodes }: FlowDocument) => nodes.map(({ id }) => id);
const node = (document: FlowDocument, id: string) => document.nodes.find((one) => one.id === id);

describe("what only one of them touched", () => {
  it("is taken as it is", () => {
    const mine = change(BASE, "step1", { note: "mine" });
    const theirs = change(BASE, "step2", { note: "theirs" });
    const { document, conflicts } = merge(mine, theirs);
    expect(conflicts).toEqual([]);
    expect(node(document, "step1")?.note).toBe("mine");
    expect(node(document, "step2")?.note).toBe("theirs");
  });

  it("may be another field, or another parameter, of the same block", () => {
    const mine = change(BASE, "step1", { parameters: { subject: "Hello" }, name: "Greet" });
    const theirs = change(BASE, "step1", { parameters: { body: "World" }, disabled: true });
    const { document, conflicts } = merge(mine, theirs);
    expect(conflicts).toEqual([]);
    expect(node(document, "step1")).toMatchObject({
      name: "Greet",
      disabled: true,
      parameters: { subject: "Hello", body: "World" },
    });
  });

  it("comes and goes with its arrows", () => {
    const mine = without(BASE, "step2");
    const theirs = flowOf("start -> step1 -> step2; start -> step3");
    const { document, conflicts } = merge(mine, theirs);
    expect(conflicts).toEqual([]);
    expect(ids(document)).toEqual(["start", "step1", "step3"]);
    expect(document.edges.map(({ to }) => to.node).sort()).toEqual(["step1", "step3"]);
  });

  it("leaves nothing to choose where both did the same", () => {
    const same = change(BASE, "step1", { note: "agreed" });
    expect(merge(same, change(BASE, "step1", { note: "agreed" })).conflicts).toEqual([]);
  });

  it("is put together where both moved it: mine stays where I put it", () => {
    const mine = change(BASE, "step1", { position: { x: 1, y: 1 } });
    const theirs = change(BASE, "step1", { position: { x: 2, y: 2 }, note: "theirs" });
    const { document, conflicts } = merge(mine, theirs);
    expect(conflicts).toEqual([]);
    expect(node(document, "step1")).toMatchObject({ position: { x: 1, y: 1 }, note: "theirs" });
  });
});

describe("what both changed", () => {
  const mine = change(BASE, "step1", { parameters: { subject: "Mine" }, note: "mine" });
  const theirs = change(BASE, "step1", { parameters: { subject: "Theirs" }, once: true });

  it("is asked about, with its fields, and is mine until somebody chooses", () => {
    const { document, conflicts } = merge(mine, theirs);
    expect(conflicts).toEqual([
      {
        key: "node/step1",
        what: "node",
        id: "step1",
        name: "step1",
        mine: "changed",
        theirs: "changed",
        fields: ["parameters.subject"],
      },
    ]);
    expect(node(document, "step1")?.parameters).toEqual({ subject: "Mine" });
  });

  it("is theirs where that is chosen, and the rest stays as each made it", () => {
    const { document } = merge(mine, theirs, { "node/step1": "theirs" });
    expect(node(document, "step1")).toMatchObject({
      parameters: { subject: "Theirs" },
      note: "mine",
      once: true,
    });
  });

  it("may be gone on one side", () => {
    const gone = without(BASE, "step1");
    const [conflict] = merge(mine, gone).conflicts;
    expect(conflict).toMatchObject({ mine: "changed", theirs: "removed", fields: [] });
    expect(ids(merge(mine, gone).document)).toContain("step1");
    expect(ids(merge(mine, gone, { "node/step1": "theirs" }).document)).not.toContain("step1");
    expect(ids(merge(gone, theirs, { "node/step1": "theirs" }).document)).toContain("step1");
  });

  it("may be a setting of the flow", () => {
    const set = (time_zone: string) => ({ ...BASE, settings: { ...BASE.settings, time_zone } });
    const { conflicts } = merge(set("Europe/Berlin"), set("Asia/Tokyo"));
    expect(conflicts).toMatchObject([{ what: "setting", id: "time_zone", name: "time zone" }]);
    const { document } = merge(set("Europe/Berlin"), set("Asia/Tokyo"), {
      "setting/time_zone": "theirs",
    });
    expect(document.settings.time_zone).toBe("Asia/Tokyo");
  });
});

it("keeps the flow whole: no arrow twice, no box that is gone", () => {
  const boxed = flowOf("start -> loop; in loop: step1");
  const mine = change(flowOf("start -> loop; in loop: step1 -> step2"), "step2", { note: "mine" });
  const theirs = { ...without(without(boxed, "loop"), "step1") };
  const { document } = mergeFlows({ base: boxed, mine, theirs });
  expect(node(document, "loop")).toBeUndefined();
  expect(node(document, "step2")?.parent).toBeUndefined();

  const arrow = BASE.edges[0];
  if (!arrow) throw new Error("the flow has an arrow");
  const again = { ...BASE, edges: [...BASE.edges, { ...arrow, id: "again" }] };
  expect(merge(BASE, again).document.edges).toHaveLength(BASE.edges.length);
});

it("takes everything of both where nothing was published before", () => {
  const base = nothingOf(BASE);
  const { document, conflicts } = mergeFlows({
    base,
    mine: flowOf("start -> step1"),
    theirs: flowOf("start -> step2"),
  });
  expect(conflicts).toEqual([]);
  expect(ids(document)).toEqual(["start", "step1", "step2"]);
});
