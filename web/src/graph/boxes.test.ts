import { describe, expect, it } from "vitest";
import { apply } from "./apply";
import { moveInto, settled, whyNotInto } from "./boxes";
import { localProblems, whyNotConnect } from "./check";
import { copy, paste } from "./clipboard";
import { all, type Command } from "./command";
import { describeNode } from "./describe";
import type { FlowDocument, FlowNode } from "./document";
import { newNode, removal } from "./edit";
import { extraction } from "./extract";
import { flowOf, KINDS, seeded } from "./fixtures";
import { overlaps } from "./geometry";
import { addGroup } from "./group";
import type { Kind } from "./kind";
import { tidyLayout } from "./layout";
import { nodeOf } from "./look-up";
import { idMaker } from "./names";
import { boxAt, rectangleOf, sceneOf } from "./scene";
import { neighbour, readingOrder } from "./walk";
import { loopFor, unwrap, wrap } from "./wrap";

const FLOW = flowOf(`start -> loop -> step3
  in loop: step1 -> step2
  start -> step4`);
const LOOP = KINDS.named("loop") as Kind;

/** Who leads to whom, and who stands where: `step1@loop -> step2@loop`. */
function drawn(document: FlowDocument): string[] {
  const name = (id: string) => {
    const node = nodeOf(document, id);
    return node?.parent === undefined ? id : `${id}@${node.parent}`;
  };
  return document.edges
    .map(({ from, to }) => {
      const port = from.port === "main" ? "" : `.${from.port}`;
      return `${name(from.node)}${port} -> ${name(to.node)}`;
    })
    .sort();
}

/** The document after a command, which must be one that can be taken back. */
function done(document: FlowDocument, command: Command): FlowDocument {
  const applied = apply(document, command);
  expect(apply(applied.document, applied.inverse).document).toEqual(document);
  return applied.document;
}

const ids = (...names: string[]) => new Set(names);

describe("moving into and out of boxes", () => {
  const cases: readonly [string, string, string[], string | undefined, string[]][] = [
    ["a node without arrows", "start; loop; step1", ["step1"], "loop", []],
    [
      "out of the middle of a chain, whose arrows then lead to the box",
      "start -> step1 -> step2; loop",
      ["step1"],
      "loop",
      ["loop -> step2", "start -> loop"],
    ],
    [
      "two neighbours, whose arrow goes along",
      "start -> step1 -> step2 -> step3; loop",
      ["step1", "step2"],
      "loop",
      ["loop -> step3", "start -> loop", "step1@loop -> step2@loop"],
    ],
    [
      "the last one out again, which then follows the box",
      "start -> loop; in loop: step1 -> step2",
      ["step2"],
      undefined,
      ["loop -> step2", "start -> loop"],
    ],
    [
      "the middle one out: an arrow that would lead back goes",
      "start -> loop; in loop: step1 -> step2 -> step3",
      ["step2"],
      undefined,
      ["loop -> step2", "start -> loop"],
    ],
    [
      "from a branch at its error port",
      "start -> step1; step1.error -> step2; loop",
      ["step1"],
      "loop",
      ["loop.error -> step2", "start -> loop"],
    ],
  ];
  it.each(cases)("%s", (_, text, moved, box, expected) => {
    const flow = flowOf(text);
    expect(drawn(done(flow, moveInto(flow, ids(...moved), box)))).toEqual(expected);
  });

  const refusals: readonly [string, string, RegExp | undefined][] = [
    ["step4", "loop", undefined],
    ["step1", "step3", /no box/],
    ["start", "loop", /starts the whole flow/],
    ["loop", "loop", /itself/],
    ["step1", "gone", /no longer there/],
  ];
  it.each(refusals)("%s into %s", (node, box, refusal) => {
    const answer = whyNotInto(FLOW, KINDS, [node], box);
    if (refusal) expect(answer).toMatch(refusal);
    else expect(answer).toBeUndefined();
  });

  it("never puts a box into what stands in it", () => {
    const flow = flowOf("loop; in loop: attempt; in attempt: step1");
    const { document } = apply(flow, { type: "set_parents", parents: { loop: "attempt" } });
    expect(document).toEqual(flow);
  });
});

describe("wrapping", () => {
  const cases: readonly [string, string, string[], string[] | RegExp][] = [
    [
      "the middle of a chain",
      "start -> step1 -> step2 -> step3",
      ["step1", "step2"],
      ["box -> step3", "start -> box", "step1@box -> step2@box"],
    ],
    [
      "two branches that meet behind",
      "start -> fork; fork.yes -> step1 -> step3; fork.no -> step2 -> step3",
      ["step1", "step2"],
      ["box -> step3", "fork.no -> box", "fork.yes -> box", "start -> fork"],
    ],
    ["a trigger", "start -> step1", ["start", "step1"], /starts the whole flow/],
    ["a way round", "start -> step1 -> step2 -> step3", ["step1", "step3"], /over step2/],
    ["nodes of two boxes", "step1; loop; in loop: step2", ["step1", "step2"], /different boxes/],
    ["nothing", "start", [], /Select/],
  ];
  it.each(cases)("%s", (_, text, chosen, expected) => {
    const flow = flowOf(text);
    const made = wrap(flow, KINDS, ids(...chosen), LOOP, (prefix) =>
      prefix === "node" ? "box" : "new",
    );
    if (expected instanceof RegExp) {
      expect("refusal" in made && made.refusal).toMatch(expected);
      return;
    }
    expect("command" in made).toBe(true);
    if (!("command" in made)) return;
    expect(drawn(done(flow, made.command))).toEqual(expected);
  });

  it("makes a loop of what an arrow back would repeat", () => {
    const flow = flowOf("start -> step1 -> step2 -> step3 -> step4; step1 -> step3");
    const made = loopFor(flow, KINDS, "step3", "step1", () => "box");
    expect([...(made.ids ?? [])].sort()).toEqual(["step1", "step2", "step3"]);
    if (!("command" in made)) throw new Error(made.refusal);
    expect(drawn(done(flow, made.command))).toEqual([
      "box -> step4",
      "start -> box",
      "step1@box -> step2@box",
      "step1@box -> step3@box",
      "step2@box -> step3@box",
    ]);
  });

  it("is undone by unwrapping", () => {
    const document = done(FLOW, unwrap(FLOW, "loop"));
    expect(drawn(document)).toEqual([
      "start -> step1",
      "start -> step4",
      "step1 -> step2",
      "step2 -> step3",
    ]);
    expect(nodeOf(document, "loop")).toBeUndefined();
  });
});

describe("removing a box", () => {
  it("removes what stands in it", () => {
    const document = done(FLOW, removal(FLOW, { nodes: ["loop"] }));
    expect(document.nodes.map(({ id }) => id)).toEqual(["start", "step3", "step4"]);
    expect(drawn(document)).toEqual(["start -> step4"]);
  });
});

describe("copying a box", () => {
  it("copies what stands in it, and whole groups", () => {
    const grouped = done(
      FLOW,
      addGroup(FLOW, ids("step1", "step2"), "Pair", () => "g"),
    );
    const clipping = copy(grouped, ids("loop"));
    expect(clipping.nodes.map(({ id }) => id)).toEqual(["loop", "step1", "step2"]);
    const { command } = paste(grouped, clipping, { x: 0, y: 900 }, idMaker(grouped, seeded(4)));
    const document = done(grouped, command);
    const [box, first] = document.nodes.slice(-3);
    expect(first?.parent).toBe(box?.id);
    expect(document.groups?.[1]?.nodes).toContain(first?.id);
  });

  it("leaves the box behind when only its inside is copied", () => {
    expect(copy(FLOW, ids("step1")).nodes[0]).not.toHaveProperty("parent");
  });
});

describe("arrows and borders", () => {
  const main = (node: string) => ({ node, port: "main" });
  const cases: readonly [string, string, RegExp | undefined][] = [
    ["step4", "step1", /Draw it from step4 to For each instead|Draw it from step4 to loop instead/],
    ["loop", "step1", /begins there by itself/],
    ["step2", "loop", /leaves the box by itself/],
    ["step2", "step3", /Draw it from loop to step3/],
    ["step4", "loop", undefined],
  ];
  it.each(cases)("%s to %s", (from, to, refusal) => {
    const answer = whyNotConnect(FLOW, KINDS, main(from), main(to));
    if (refusal) expect(answer).toMatch(refusal);
    else expect(answer).toBeUndefined();
  });

  const problems: readonly [string, FlowDocument, string[]][] = [
    ["a sound box", FLOW, []],
    [
      "an arrow across the border",
      { ...FLOW, edges: [...FLOW.edges, { id: "x", from: main("step2"), to: main("step3") }] },
      ["edge_across_border"],
    ],
    ["a box that is none", flowOf("step1; in step1: step2"), ["parent_not_container"]],
    ["a box that is not there", flowOf("in gone: step2"), ["parent_missing"]],
    ["a trigger in a box", flowOf("loop; in loop: start"), ["trigger_inside"]],
    [
      "boxes in a circle",
      {
        ...flowOf("loop1; loop2"),
        nodes: flowOf("loop1; loop2").nodes.map((node) => ({
          ...node,
          kind: "loop",
          parent: node.id === "loop1" ? "loop2" : "loop1",
        })),
      },
      ["parent_cycle", "parent_cycle"],
    ],
  ];
  it.each(problems)("%s", (_, flow, codes) => {
    expect(localProblems(flow, KINDS).map(({ code }) => code)).toEqual(codes);
  });
});

describe("the size of a box", () => {
  it("is that of what stands in it, with room around", () => {
    const scene = sceneOf(FLOW, KINDS);
    const box = scene.boxes.get("loop");
    for (const id of ["step1", "step2"]) {
      const inner = rectangleOf(scene, nodeOf(FLOW, id) as FlowNode);
      expect(inner.x - (box?.x ?? 0)).toBeGreaterThanOrEqual(32);
      expect(inner.y - (box?.y ?? 0)).toBeGreaterThanOrEqual(64 + 32);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeGreaterThanOrEqual(inner.x + inner.width + 32);
    }
  });

  it("holds inner boxes too, and finds the innermost at a point", () => {
    const flow = flowOf("loop; in loop: attempt; in attempt: step1");
    const scene = sceneOf(flow, KINDS);
    const [outer, inner] = [scene.boxes.get("loop"), scene.boxes.get("attempt")];
    if (!outer || !inner) throw new Error("a box has no place");
    expect(outer.width).toBe(inner.width + 64);
    expect(boxAt(scene, { x: inner.x + 40, y: inner.y + 80 })).toBe("attempt");
    expect(boxAt(scene, { x: outer.x + 5, y: outer.y + 5 })).toBe("loop");
    expect(boxAt(scene, { x: inner.x + 40, y: inner.y + 80 }, ids("attempt"))).toBe("loop");
    expect(boxAt(scene, { x: outer.x - 5, y: outer.y })).toBeUndefined();
  });

  it("is a card when folded, and hides what stands in it", () => {
    const scene = sceneOf(FLOW, KINDS, ids("loop"));
    expect(scene.boxes.get("loop")).toMatchObject({ width: 240, height: 64 });
    expect([...scene.hidden]).toEqual([
      ["step1", "loop"],
      ["step2", "loop"],
    ]);
  });

  it("moves what a grown box would cover aside, and begins where its body does", () => {
    const start = tidied(FLOW);
    const added = newNode(start, LOOP, { x: 0, y: 0 }, idMaker(start, seeded(2)), "loop");
    const inner = nodeOf(start, "step2")?.position ?? { x: 0, y: 0 };
    const node = { ...added, position: { x: inner.x + 336, y: inner.y } };
    const document = done(start, settled(start, KINDS, { type: "add", nodes: [node] }));
    const scene = sceneOf(document, KINDS);
    const box = scene.boxes.get("loop");
    expect(nodeOf(document, "loop")?.position).toEqual({ x: box?.x, y: box?.y });
    const beside = rectangleOf(scene, nodeOf(document, "step3") as FlowNode);
    expect(box && overlaps(box, beside)).toBe(false);
  });
});

describe("tidying", () => {
  it("keeps boxes around what stands in them and apart from the rest", () => {
    const flow = flowOf(`start -> loop -> step5
      in loop: step1 -> attempt -> step2; in attempt: step3 -> step4
      start -> step6`);
    const document = tidied(flow);
    const scene = sceneOf(document, KINDS);
    const at = (id: string) => rectangleOf(scene, nodeOf(document, id) as FlowNode);
    for (const [one, other] of [
      ["loop", "step5"],
      ["loop", "step6"],
      ["start", "loop"],
      ["step1", "attempt"],
      ["attempt", "step2"],
      ["step3", "step4"],
    ] as const) {
      expect(overlaps(at(one), at(other)), `${one} and ${other}`).toBe(false);
    }
    expect(at("step5").x).toBeGreaterThan(at("loop").x + at("loop").width);
    expect(document.nodes).toEqual(tidied(document).nodes);
  });
});

describe("walking", () => {
  const cases: readonly [string, Parameters<typeof neighbour>[2], string][] = [
    ["start", "right", "loop"],
    ["loop", "down", "step1"],
    ["step1", "right", "step2"],
    ["step2", "right", "loop"],
    ["step1", "left", "loop"],
    ["step1", "up", "loop"],
    ["loop", "right", "step3"],
  ];
  it.each(cases)("%s %s leads to %s", (from, direction, to) => {
    expect(neighbour(FLOW, from, direction)).toBe(to);
  });

  it("passes a folded box by", () => {
    expect(neighbour(FLOW, "loop", "down", ids("loop"))).not.toBe("step1");
  });

  it("reads a box before what follows it", () => {
    expect(readingOrder(FLOW).map(({ id }) => id)).toEqual([
      "start",
      "loop",
      "step1",
      "step2",
      "step3",
      "step4",
    ]);
  });

  it("says which box a node is in, and what is in a box", () => {
    const words = (id: string) => describeNode(FLOW, KINDS, nodeOf(FLOW, id) as FlowNode);
    expect(words("step1")).toContain("In loop.");
    expect(words("step1")).toContain("Begins with what comes into the box.");
    expect(words("step2")).toContain("What it gives leaves the box.");
    expect(words("loop")).toContain("Box with 2 nodes.");
  });
});

describe("taking nodes out into a flow of their own", () => {
  const take = (text: string, chosen: string[]) => {
    const flow = flowOf(text);
    return {
      flow,
      taken: extraction(flow, KINDS, ids(...chosen), "Part", idMaker(flow, seeded(7))),
    };
  };

  it("leaves a node that runs it, wired as they were", () => {
    const { flow, taken } = take("start -> step1 -> step2 -> step3", ["step1", "step2"]);
    if ("refusal" in taken) throw new Error(taken.refusal);
    expect(taken.flow.nodes.map(({ kind }) => kind)).toEqual(["call_trigger", "step", "step"]);
    expect(taken.flow.edges).toHaveLength(2);
    const document = done(flow, taken.command("flow_9"));
    const call = document.nodes.at(-1);
    expect(call).toMatchObject({ kind: "call", name: "Part", parameters: { flow: "flow_9" } });
    expect(drawn(document)).toEqual([`${call?.id} -> step3`, `start -> ${call?.id}`].sort());
  });

  const refusals: readonly [string, string, string[], RegExp][] = [
    ["nothing", "start -> step1", [], /Select/],
    ["a trigger", "start -> step1", ["start"], /starts this flow/],
    [
      "two ways out",
      "start -> fork; fork.yes -> step1; fork.no -> step2",
      ["fork"],
      /leaves it one way/,
    ],
  ];
  it.each(refusals)("refuses %s", (_, text, chosen, refusal) => {
    const { taken } = take(text, chosen);
    expect("refusal" in taken && taken.refusal).toMatch(refusal);
  });
});

function tidied(flow: FlowDocument): FlowDocument {
  const nodes = tidyLayout(flow, KINDS);
  const moved = apply(flow, { type: "move", nodes }).document;
  return apply(moved, settled(moved, KINDS, all())).document;
}
